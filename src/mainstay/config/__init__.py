"""How Mainstay starts: settings from the environment, the log, what is said when a setting is wrong."""
