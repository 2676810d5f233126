//! Attachment: how do people send photos, documents and albums?

use crate::Emulator;
use crate::entities::Text;
use crate::ids::{ChatId, MessageId, UserId};
use crate::methods::media::ALBUM_ITEMS_MAX;
use crate::model::{Content, Shape};
use crate::people::Impossible;
use crate::picture;
use crate::world::{Draft, World};

/// A file that somebody sends.
#[derive(Debug, Clone)]
pub struct Attachment {
    kind: Kind,
    bytes: Vec<u8>,
    size: u64,
}

#[derive(Debug, Clone)]
enum Kind {
    Photo,
    Document { name: String, mime: String },
}

impl Attachment {
    /// A tiny picture, another one for every seed.
    #[must_use]
    pub fn photo(seed: u64) -> Self {
        let bytes = picture::tiny(seed);
        Self { kind: Kind::Photo, size: 0, bytes }
    }

    /// A file with a name and a MIME type.
    #[must_use]
    pub fn document(name: &str, mime: &str, bytes: &[u8]) -> Self {
        let kind = Kind::Document { name: name.to_owned(), mime: mime.to_owned() };
        Self { kind, bytes: bytes.to_vec(), size: 0 }
    }

    fn is_photo(&self) -> bool {
        matches!(self.kind, Kind::Photo)
    }

    /// The same file, said to be `size` bytes large, so that no test needs to hold them.
    #[must_use]
    pub fn of_size(self, size: u64) -> Self {
        Self { size, ..self }
    }
}

impl Emulator {
    /// Somebody sends a photo.
    ///
    /// # Errors
    ///
    /// As [`Emulator::say`].
    pub fn send_photo(
        &self,
        who: UserId,
        chat: ChatId,
        caption: &str,
    ) -> Result<MessageId, Impossible> {
        let seed = self.quietly(|world, _| world.chance.draw());
        let photo = Attachment::photo(seed);
        let sent = self.send_files(who, chat, &[photo], caption, None)?;
        sent.first().copied().ok_or(Impossible::Empty)
    }

    /// Somebody sends files; the first carries the caption.
    ///
    /// Several of one kind are an album, of more than ten several albums, as the application does.
    ///
    /// # Errors
    ///
    /// As [`Emulator::reply`], and if there are no files.
    pub fn send_files(
        &self,
        who: UserId,
        chat: ChatId,
        files: &[Attachment],
        caption: &str,
        reply_to: Option<MessageId>,
    ) -> Result<Vec<MessageId>, Impossible> {
        if files.is_empty() {
            return Err(Impossible::Empty);
        }
        self.change(|world, now| {
            world.may_write(who, chat, reply_to)?;
            let mut captions = std::iter::once(Text::plain(caption));
            let mut sent = Vec::new();
            let alike = |a: &Attachment, b: &Attachment| a.is_photo() == b.is_photo();
            for items in files.chunk_by(alike).flat_map(|it| it.chunks(ALBUM_ITEMS_MAX)) {
                let album = (items.len() > 1).then(|| world.chance.below(1 << 53).to_string());
                for file in items {
                    let content = world.file_content(file, captions.next().unwrap_or_default());
                    let draft = Draft::new(who, content);
                    let draft = Draft { album: album.clone(), reply_to, ..draft };
                    sent.push(world.speak(now, chat, draft));
                }
            }
            Ok(sent)
        })
    }
}

impl World {
    fn file_content(&mut self, file: &Attachment, caption: Text) -> Content {
        match &file.kind {
            Kind::Photo => Content::Photo { sizes: self.keep_photo(&file.bytes), caption },
            Kind::Document { name, mime } => {
                let own = u64::try_from(file.bytes.len()).unwrap_or(u64::MAX);
                let (name, mime) = (Some(name.clone()), Some(mime.clone()));
                let shape = Shape::Document { name, mime };
                let file = self.keep(&file.bytes, own.max(file.size), shape);
                Content::Document { file, caption }
            }
        }
    }
}
