//! What is true: clients, chats, people, and the life of a ticket.
