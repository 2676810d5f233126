//! Journal: what of the log outlives the process?

use crate::record::Record;
use prost::bytes::Bytes;
use std::fs::{self, File, OpenOptions};
use std::io::{self, Read, Write};
use std::path::{Path, PathBuf};

const NAME: &str = "journal";
/// Bytes of a number that says how many bytes follow.
const LENGTH: usize = 4;

/// A file to which every append is written at once, though not forced to the disk: it outlives the
/// process, not the machine.
#[derive(Debug)]
pub(crate) struct Journal {
    path: PathBuf,
    file: File,
}

impl Journal {
    /// Opens the journal in a folder, and returns what is in it, without an append that was cut short.
    pub(crate) fn open(folder: &Path) -> io::Result<(Self, Vec<Record>)> {
        fs::create_dir_all(folder)?;
        let path = folder.join(NAME);
        let mut file = OpenOptions::new().read(true).append(true).create(true).open(&path)?;
        let mut bytes = vec![];
        file.read_to_end(&mut bytes)?;
        let bytes = Bytes::from(bytes);
        let mut records = vec![];
        let mut whole = 0;
        while let Some(append) = part(&bytes, whole) {
            whole += LENGTH + append.len();
            let mut at = 0;
            while let Some(sent) = part(&append, at) {
                at += LENGTH + sent.len();
                records.extend(Record::read(sent));
            }
        }
        file.set_len(whole as u64)?;
        Ok((Self { path, file }, records))
    }

    /// Writes the records of one append.
    pub(crate) fn write(&mut self, append: &[Record]) {
        self.file.write_all(&framed(append)).expect("the folder of a stand-in can be written to");
    }

    /// Writes the whole log anew.
    pub(crate) fn rewrite(&mut self, records: &[Record]) -> io::Result<()> {
        let anew = self.path.with_extension("anew");
        let mut file = File::create(&anew)?;
        for record in records {
            file.write_all(&framed(std::slice::from_ref(record)))?;
        }
        fs::rename(&anew, &self.path)?;
        self.file = OpenOptions::new().append(true).open(&self.path)?;
        Ok(())
    }
}

fn framed(append: &[Record]) -> Vec<u8> {
    let length: usize = append.iter().map(|it| LENGTH + it.sent.len()).sum();
    let mut bytes = Vec::with_capacity(LENGTH + length);
    put_length(&mut bytes, length);
    for record in append {
        put_length(&mut bytes, record.sent.len());
        bytes.extend_from_slice(&record.sent);
    }
    bytes
}

fn put_length(bytes: &mut Vec<u8>, length: usize) {
    let length = u32::try_from(length).expect("an append is bounded by the server");
    bytes.extend_from_slice(&length.to_le_bytes());
}

/// What stands there behind its length, if all of it does.
fn part(bytes: &Bytes, at: usize) -> Option<Bytes> {
    let length = bytes.get(at..at + LENGTH)?;
    let length = u32::from_le_bytes(length.try_into().ok()?) as usize;
    let from = at + LENGTH;
    (bytes.len() >= from + length).then(|| bytes.slice(from..from + length))
}
