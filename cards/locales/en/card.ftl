card-step-scan = Point your camera at the code
card-step-join = Join the group in Telegram
card-step-write = Write what has happened
card-number = Card { $number }
