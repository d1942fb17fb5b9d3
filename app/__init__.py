"""The screen: pages, the player and the figures; imports ilm_core, never the other way round."""
