"""What the terminal prints of each panel: a module for each package, a function for each of its panels."""
