"""A small form engine: a form is data, and what can be done in a form exists once."""
