//! Media: photos, documents and albums that the bot sends.

use super::Desk;
use super::markup::Markup;
use super::reach::Access;
use super::words::item_caption;
use crate::limits::Cost;
use crate::model::{Content, Shape};
use crate::params::Upload;
use crate::picture;
use crate::refusal::Refusal;
use crate::world::Draft;
use serde_json::Value;

/// Bytes of a photo that a bot sends.
const PHOTO_BYTES_MAX: usize = 10 * 1024 * 1024;
/// Bytes of any other file that a bot sends.
const FILE_BYTES_MAX: usize = 50 * 1024 * 1024;
/// Items of an album.
pub(crate) const ALBUM_ITEMS_MAX: usize = 10;
pub(crate) const ALBUM_ITEMS_MIN: usize = 2;

pub(crate) fn send_photo(desk: &mut Desk<'_>) -> Result<Value, Refusal> {
    let caption = desk.caption()?;
    let given = desk.params.text("photo");
    let photo = desk.file(Kind::Photo, "photo", given.as_deref())?;
    desk.send(photo.with(caption))
}

pub(crate) fn send_document(desk: &mut Desk<'_>) -> Result<Value, Refusal> {
    let caption = desk.caption()?;
    let given = desk.params.text("document");
    let document = desk.file(Kind::Document, "document", given.as_deref())?;
    desk.send(document.with(caption))
}

pub(crate) fn send_media_group(desk: &mut Desk<'_>) -> Result<Value, Refusal> {
    let given = desk.params.json("media", "media")?.unwrap_or_default();
    let items = given.as_array().map(Vec::as_slice).unwrap_or_default();
    if items.len() < ALBUM_ITEMS_MIN {
        return Err(Refusal::bad("there are not enough messages to send as an album"));
    }
    if items.len() > ALBUM_ITEMS_MAX {
        return Err(Refusal::bad("too many messages to send as an album"));
    }
    let kinds = items.iter().map(kind).collect::<Result<Vec<_>, _>>()?;
    if kinds.iter().any(|it| *it != kinds[0]) {
        return Err(Refusal::bad("document can't be mixed with other media types"));
    }
    let chat = desk.chat(Access::Write)?;
    desk.thread(chat)?;
    let reply_to = desk.reply_to(chat)?;
    let mut contents = Vec::new();
    for (item, kind) in items.iter().zip(kinds) {
        let caption = item_caption(item)?;
        let file = desk.file(kind, "media", item["media"].as_str())?;
        contents.push(file.with(caption));
    }
    for content in &contents {
        desk.medium(chat, content)?;
    }
    let messages = u32::try_from(contents.len()).unwrap_or(u32::MAX);
    desk.charge(chat, Cost::Send { messages })?;

    let album = desk.world.chance.below(1 << 53).to_string();
    let mut sent = Vec::new();
    for content in contents {
        let draft = desk.draft(content, Markup::default(), reply_to);
        let id = desk.world.post(desk.now, chat, Draft { album: Some(album.clone()), ..draft });
        sent.push(desk.written(chat, id));
    }
    Ok(Value::Array(sent))
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Kind {
    Photo,
    Document,
}

fn kind(item: &Value) -> Result<Kind, Refusal> {
    match item["type"].as_str() {
        Some("photo") => Ok(Kind::Photo),
        Some("document") => Ok(Kind::Document),
        _ => Err(Refusal::bad("can't parse InputMedia: type must be \"photo\" or \"document\"")),
    }
}

/// A file that is kept, before it has a caption.
enum File {
    Photo(Vec<String>),
    Document(String),
}

impl File {
    fn with(self, caption: crate::entities::Text) -> Content {
        match self {
            Self::Photo(sizes) => Content::Photo { sizes, caption },
            Self::Document(file) => Content::Document { file, caption },
        }
    }
}

impl Desk<'_> {
    /// A file by its id, uploaded under the parameter's own name, or attached under another.
    fn file(&mut self, kind: Kind, key: &str, given: Option<&str>) -> Result<File, Refusal> {
        let attached = given.and_then(|it| it.strip_prefix("attach://"));
        let params = self.params;
        match (params.upload(attached.unwrap_or(key)), attached, given) {
            (Some(upload), _, _) => self.uploaded(kind, upload),
            (None, None, Some(id)) if !id.is_empty() => self.known(kind, id),
            _ => Err(Refusal::bad(format!("there is no {key} in the request"))),
        }
    }

    fn uploaded(&mut self, kind: Kind, upload: &Upload) -> Result<File, Refusal> {
        let bytes = &upload.bytes;
        if bytes.is_empty() {
            return Err(Refusal::bad("file must be non-empty"));
        }
        if bytes.len() > FILE_BYTES_MAX {
            return Err(Refusal::too_large());
        }
        match kind {
            Kind::Photo if bytes.len() > PHOTO_BYTES_MAX => Err(Refusal::bad(format!(
                "file of size {} bytes is too big for a photo; the maximum size is {PHOTO_BYTES_MAX} bytes",
                bytes.len()
            ))),
            Kind::Photo if !picture::is_picture(bytes) => Err(Refusal::bad("IMAGE_PROCESS_FAILED")),
            Kind::Photo => Ok(File::Photo(self.world.keep_photo(bytes))),
            Kind::Document => {
                let shape =
                    Shape::Document { name: upload.name.clone(), mime: upload.mime.clone() };
                let size = u64::try_from(bytes.len()).unwrap_or(u64::MAX);
                Ok(File::Document(self.world.keep(bytes, size, shape)))
            }
        }
    }

    fn known(&self, kind: Kind, id: &str) -> Result<File, Refusal> {
        let Some(file) = self.world.files.get(id) else {
            let what = if id.contains("://") {
                "failed to get HTTP URL content"
            } else {
                "wrong file identifier/HTTP URL specified"
            };
            return Err(Refusal::bad(what));
        };
        match (kind, &file.shape) {
            (Kind::Photo, Shape::Photo { .. }) => Ok(File::Photo(self.world.sizes_of(id))),
            (Kind::Document, Shape::Document { .. }) => Ok(File::Document(id.to_owned())),
            (Kind::Photo, Shape::Document { .. }) => {
                Err(Refusal::bad("can't use file of type Document as Photo"))
            }
            (Kind::Document, Shape::Photo { .. }) => {
                Err(Refusal::bad("can't use file of type Photo as Document"))
            }
        }
    }
}
