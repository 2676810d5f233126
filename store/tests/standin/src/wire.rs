//! Wire: how are the protocol's messages written in Rust?

#![expect(
    clippy::allow_attributes,
    clippy::enum_variant_names,
    clippy::pedantic,
    unreachable_pub,
    reason = "written by a generator, which has habits of its own"
)]

tonic::include_proto!("event_store.client");

pub(crate) mod streams {
    tonic::include_proto!("event_store.client.streams");
}

pub(crate) mod gossip {
    tonic::include_proto!("event_store.client.gossip");
}

pub(crate) mod server_features {
    tonic::include_proto!("event_store.client.server_features");
}
