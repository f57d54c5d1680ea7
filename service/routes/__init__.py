"""One module a group of endpoints; each gets what it needs, calls one method, returns."""
