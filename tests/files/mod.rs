//! Files: which files does the house consist of, and what stands in them?

use std::fs;
use std::path::{Path, PathBuf};

/// Folders in which nothing of ours is.
const FOREIGN: [&str; 4] = ["target", "node_modules", ".git", "vendor"];

/// The root of the repository.
pub(crate) fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

/// Every Rust file of the repository, by its path from the root.
pub(crate) fn sources() -> Vec<PathBuf> {
    let mut found = vec![];
    walk(root(), &mut found);
    assert!(found.len() > 100, "the walk has lost its way: {} files", found.len());
    found
}

fn walk(folder: &Path, found: &mut Vec<PathBuf>) {
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        let name = path.file_name().and_then(|it| it.to_str()).unwrap();
        if path.is_dir() && !FOREIGN.contains(&name) {
            walk(&path, found);
        } else if path.extension().is_some_and(|it| it == "rs") {
            found.push(path.strip_prefix(root()).unwrap().to_owned());
        }
    }
}

/// The text of a file, by its path from the root.
pub(crate) fn read(path: impl AsRef<Path>) -> String {
    let path = root().join(path);
    fs::read_to_string(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
}
