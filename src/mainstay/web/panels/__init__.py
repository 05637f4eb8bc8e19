"""What the templates of panels need beside the panels (pictures, forms): a module for each package that has any."""
