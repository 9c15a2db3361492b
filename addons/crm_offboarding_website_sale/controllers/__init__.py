from . import cart, main
