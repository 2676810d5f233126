# Of what is too much, and of presses that could not be carried out

toast-not-done = It did not work, and that is our fault. The press is kept to be looked into. Code: { $id }
toast-too-many-groups = More than { $max } groups, too many for one announcement. Send it in parts: clients’ codes and a colon before the words
toast-incident-full = No more tickets can be added to { $number }
