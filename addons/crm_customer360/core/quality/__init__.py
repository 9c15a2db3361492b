"""Is what stands about a customer valid and complete? Checks declared once, pure."""
