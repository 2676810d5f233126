//! Key files and wrapped keys: what every keyring that outlives its process is made of?

pub(crate) mod key_file;
pub(crate) mod wrapped;
