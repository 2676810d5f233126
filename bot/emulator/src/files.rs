//! Files: what does Telegram keep, and what may the bot download?

use crate::Emulator;
use crate::methods::Desk;
use crate::model::{Shape, StoredFile};
use crate::refusal::Refusal;
use crate::world::World;
use serde_json::{Value, json};
use std::collections::{BTreeMap, VecDeque};
use std::sync::Arc;

/// Bytes of a file that a bot may download.
pub(crate) const DOWNLOAD_BYTES_MAX: u64 = 20 * 1024 * 1024;
/// Files that are kept.
const FILES_KEPT_MAX: usize = 2_000;
/// Pixels of a photo whose own size is not looked at, and of its small copy.
const PHOTO_PIXELS: (u32, u32) = (1280, 960);
const THUMB_PIXELS: (u32, u32) = (90, 67);

pub(crate) fn get_file(desk: &mut Desk<'_>) -> Result<Value, Refusal> {
    let id = desk.params.text("file_id").filter(|it| !it.is_empty());
    let id = id.ok_or_else(|| Refusal::bad("file_id is not specified"))?;
    let file = desk.world.files.get(&id).ok_or_else(|| Refusal::bad("invalid file_id"))?;
    if file.size > DOWNLOAD_BYTES_MAX {
        return Err(Refusal::bad("file is too big"));
    }
    Ok(json!({
        "file_id": file.id,
        "file_unique_id": file.unique_id,
        "file_size": file.size,
        "file_path": file.path,
    }))
}

/// What `getFile` gave a path for.
pub(crate) fn bytes(tg: &Emulator, path: &str) -> Result<Vec<u8>, Refusal> {
    tg.look(|world, _| {
        let file = world.files.kept.values().find(|it| it.path == path);
        let file = file.filter(|it| it.size <= DOWNLOAD_BYTES_MAX);
        file.map(|it| it.bytes.to_vec()).ok_or_else(Refusal::not_found)
    })
}

impl Emulator {
    /// What a file holds that was sent, by an id of a line of a transcript.
    #[must_use]
    pub fn file(&self, id: &str) -> Option<Vec<u8>> {
        self.look(|world, _| world.files.get(id).map(|it| it.bytes.to_vec()))
    }

    /// Telegram has none of the files any more that were sent so far.
    pub fn forget_files(&self) {
        self.quietly(|world, _| world.files.forget_all());
    }
}

/// All files; the oldest go first.
#[derive(Debug, Default)]
pub(crate) struct Files {
    kept: BTreeMap<String, StoredFile>,
    order: VecDeque<String>,
    /// How many there ever were.
    count: u64,
}

impl Files {
    pub(crate) fn get(&self, id: &str) -> Option<&StoredFile> {
        self.kept.get(id)
    }

    fn forget_all(&mut self) {
        self.kept.clear();
        self.order.clear();
    }

    fn insert(&mut self, file: StoredFile) {
        self.count += 1;
        self.order.push_back(file.id.clone());
        self.kept.insert(file.id.clone(), file);
        if self.order.len() > FILES_KEPT_MAX {
            self.order.pop_front().and_then(|it| self.kept.remove(&it));
        }
    }
}

impl World {
    /// Keeps a file and gives its id. `size` may be more than there are bytes.
    pub(crate) fn keep(&mut self, bytes: &[u8], size: u64, shape: Shape) -> String {
        let id = format!("AgACAgIAAx{}", self.chance.token(62));
        let folder = match shape {
            Shape::Photo { .. } => "photos",
            Shape::Document { .. } => "documents",
        };
        let file = StoredFile {
            id: id.clone(),
            unique_id: format!("AQAD{:016x}{size:x}", fingerprint(bytes)),
            size,
            bytes: Arc::from(bytes),
            path: format!("{folder}/file_{}", self.files.count),
            shape,
        };
        self.files.insert(file);
        id
    }

    /// Keeps a photo in two sizes, the small one first.
    pub(crate) fn keep_photo(&mut self, bytes: &[u8]) -> Vec<String> {
        let size = u64::try_from(bytes.len()).unwrap_or(u64::MAX);
        let (width, height) = THUMB_PIXELS;
        let thumb = crate::picture::tiny(self.chance.draw());
        let thumb_size = u64::try_from(thumb.len()).unwrap_or(u64::MAX);
        let small = self.keep(&thumb, thumb_size, Shape::Photo { width, height });
        let (width, height) = PHOTO_PIXELS;
        let large = self.keep(bytes, size, Shape::Photo { width, height });
        vec![small, large]
    }

    /// All sizes of the photo that one size belongs to.
    pub(crate) fn sizes_of(&self, id: &str) -> Vec<String> {
        let photos = self.chats.values().flat_map(|it| it.messages.values());
        let sizes = photos.filter_map(|it| match &it.content {
            crate::model::Content::Photo { sizes, .. } => Some(sizes),
            _ => None,
        });
        let mut sizes = sizes.filter(|it| it.iter().any(|size| size == id));
        sizes.next().cloned().unwrap_or_else(|| vec![id.to_owned()])
    }
}

/// FNV-1a: the same for the same bytes.
fn fingerprint(bytes: &[u8]) -> u64 {
    bytes.iter().fold(0xcbf2_9ce4_8422_2325, |hash, &byte| {
        (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3)
    })
}
