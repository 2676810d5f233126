//! Flows: what do people see when they do what people do, and what is recorded of it?
//!
//! The whole bot against an emulated Telegram, wired as the product wires it.

#![expect(clippy::unwrap_used, reason = "a test may fail where it stands")]

mod again;
mod agents;
mod ahead;
mod alarms;
mod along;
mod already;
mod anew;
mod asking;
mod attaching;
mod attachments;
mod busy;
mod client;
mod colleagues;
mod confirming;
mod crashing;
mod day;
mod desk;
mod dice;
mod group_card;
mod handing_over;
mod hooked;
mod hostile;
mod importing;
mod in_private;
mod incidents;
mod intake;
mod interleaving;
mod inviting;
mod leads;
mod leaving;
mod linking;
mod listing;
mod menu;
mod moving;
mod mute;
mod mute_staff;
mod noise;
mod onboarding;
mod outages;
mod overdue;
mod people;
mod polling;
mod pressed_late;
mod private;
mod promises;
mod record;
mod registering;
mod replies;
mod routing;
mod rules;
mod secrecy;
mod staffing;
mod strangers;
mod telegram_groups;
mod telegram_kinds;
mod terms;
mod told_together;
mod transcripts;
mod unanswered;
