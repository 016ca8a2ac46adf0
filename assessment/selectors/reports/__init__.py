"""Reading reports: whose one may see, who may do what, what is due, who has reported, the sums of lower reports."""
