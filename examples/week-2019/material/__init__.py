"""Hand-written material of the week-2019 demonstration pack and the code that reads it."""
