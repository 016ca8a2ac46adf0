"""Reading talks (约谈): which one may see, the facts as they stand, who may do what, who holds the seats."""
