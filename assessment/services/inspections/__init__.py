"""Writing inspections: the yearly plan and its teams, what is seen and found on site, the close."""
