//! Build: from which definitions of the protocol is the code made that speaks it?

use std::error::Error;

/// The definitions, by the service they hold.
const PROTOS: [&str; 3] = ["proto/streams.proto", "proto/gossip.proto", "proto/features.proto"];

fn main() -> Result<(), Box<dyn Error>> {
    println!("cargo:rerun-if-changed=proto");
    let descriptors = protox::compile(PROTOS, ["proto"])?;
    tonic_build::configure().build_client(false).bytes(["."]).compile_fds(descriptors)?;
    Ok(())
}
