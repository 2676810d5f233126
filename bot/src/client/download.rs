//! Download: how does a file come from Telegram, a piece at a time?

use super::{ANSWER_WITHIN, Api, CallError, Doubt};
use serde::{Deserialize, Serialize};
use std::time::Duration;
use teloxide::requests::Payload;

/// How long one download may take in all.
const DOWNLOAD_WITHIN: Duration = Duration::from_mins(10);

#[derive(Debug, Clone, Serialize)]
struct GetFile<'a> {
    file_id: &'a str,
}

impl Payload for GetFile<'_> {
    type Output = Place;
    const NAME: &'static str = "getFile";
}

/// Where a file can be downloaded: for an hour at least, says Telegram.
#[derive(Clone, Deserialize)]
pub struct Place {
    file_path: Option<String>,
    /// Bytes, where Telegram says.
    pub file_size: Option<u64>,
}

/// A file that is coming.
pub struct Download(reqwest::Response);

impl Api {
    /// Asks where a file can be downloaded.
    ///
    /// # Errors
    ///
    /// As [`Self::call`]; [`CallError::Refused`] if it is too big for bots, or not there any more.
    pub async fn get_file(&self, file_id: &str) -> Result<Place, CallError> {
        self.call(&GetFile { file_id }).await
    }

    /// Begins to download a file.
    ///
    /// # Errors
    ///
    /// [`CallError::Refused`] where Telegram gives none; otherwise as [`Self::call`].
    pub async fn download(&self, place: &Place) -> Result<Download, CallError> {
        let missing = || CallError::Refused { status: 404, reason: "no path".to_owned() };
        let path = place.file_path.as_deref().filter(|it| !it.is_empty()).ok_or_else(missing)?;
        let mut url = self.bot.api_url();
        url.path_segments_mut()
            .expect("checked when the client was made")
            .pop_if_empty()
            .push("file")
            .push(&format!("bot{}", self.bot.token()))
            .extend(path.split('/').filter(|it| !it.is_empty()));
        let request = self.bot.client().get(url).timeout(DOWNLOAD_WITHIN).send();
        let begun = tokio::time::timeout(ANSWER_WITHIN, request).await;
        let begun = begun.map_err(|_| CallError::Unknown(Doubt::Timeout))?;
        let response = begun.map_err(|it| CallError::Unknown(Doubt::from(it)))?;
        match response.status().as_u16() {
            200 => Ok(Download(response)),
            429 => Err(CallError::RetryAfter(super::error::RETRY_AFTER_UNSAID)),
            401 => Err(CallError::Unauthorized),
            status @ 500.. => Err(CallError::Unknown(Doubt::Server(status))),
            status => Err(CallError::Refused { status, reason: "no such file".to_owned() }),
        }
    }
}

impl Download {
    /// The next bytes; `None` after the last.
    ///
    /// # Errors
    ///
    /// [`Doubt`] if the connection broke or stood still: what came so far is not the file.
    pub async fn next(&mut self) -> Result<Option<impl AsRef<[u8]> + use<>>, Doubt> {
        let next = tokio::time::timeout(ANSWER_WITHIN, self.0.chunk()).await;
        next.map_err(|_| Doubt::Timeout)?.map_err(Doubt::from)
    }
}
