# The client says that it is not solved
disputed = ♻️ { $number }: "Not solved" · { $name }. The bot has asked why; the ticket stays resolved for now and will not close by itself
