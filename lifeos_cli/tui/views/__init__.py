"""What the modes show: values read from the store, equal when there is nothing new to draw."""
