"""One Plotly figure a file, each a function of a trace; the trace player draws them."""
