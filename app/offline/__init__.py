"""One HTML file with the player and its traces, which needs neither server nor network."""
