# The list of a client's open requests

open-in-private = The list of open requests comes in private. Open the chat and press Start: { $link }
