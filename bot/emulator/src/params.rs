//! Params: what did the bot ask for, in whichever of the three encodings it came?

use crate::refusal::Refusal;
use axum::body::{Body, Bytes};
use axum::extract::{FromRequest, Multipart, Query, Request};
use axum::http::header::CONTENT_TYPE;
use axum::{Form, body};
use serde_json::{Map, Value};
use std::collections::BTreeMap;

/// Bytes of one request; Telegram takes files up to 50 MB.
pub(crate) const REQUEST_BYTES_MAX: usize = 50 * 1024 * 1024 + 64 * 1024;

#[derive(Debug, Default)]
pub(crate) struct Params {
    values: Map<String, Value>,
    uploads: BTreeMap<String, Upload>,
}

#[derive(Debug, Clone)]
pub(crate) struct Upload {
    pub(crate) name: Option<String>,
    pub(crate) mime: Option<String>,
    pub(crate) bytes: Bytes,
}

impl Params {
    /// Reads the query string and the body.
    pub(crate) async fn read(request: Request) -> Result<Self, Refusal> {
        let mut params = Self::default();
        if let Ok(Query(pairs)) = Query::<Vec<(String, String)>>::try_from_uri(request.uri()) {
            params.take(pairs);
        }
        let kind = request.headers().get(CONTENT_TYPE).and_then(|it| it.to_str().ok());
        let kind = kind.unwrap_or_default().to_ascii_lowercase();
        if kind.starts_with("multipart/form-data") {
            params.take_multipart(request).await?;
        } else if kind.starts_with("application/x-www-form-urlencoded") {
            let form = Form::<Vec<(String, String)>>::from_request(request, &()).await;
            let Form(pairs) = form.map_err(|_| Refusal::bad("can't parse the form"))?;
            params.take(pairs);
        } else if kind.starts_with("application/json") {
            params.take_json(request.into_body()).await?;
        }
        Ok(params)
    }

    /// Everything but files, each with its name.
    pub(crate) fn values(&self) -> impl Iterator<Item = (&String, &Value)> {
        self.values.iter()
    }

    /// A text; a number is taken as its digits.
    pub(crate) fn text(&self, key: &str) -> Option<String> {
        match self.values.get(key)? {
            Value::String(text) => Some(text.clone()),
            Value::Number(number) => Some(number.to_string()),
            _ => None,
        }
    }

    /// A whole number; whatever is none counts as not given, as with Telegram.
    pub(crate) fn number(&self, key: &str) -> Option<i64> {
        match self.values.get(key)? {
            Value::Number(number) => number.as_i64(),
            Value::String(text) => text.trim().parse().ok(),
            _ => None,
        }
    }

    pub(crate) fn flag(&self, key: &str) -> bool {
        match self.values.get(key) {
            Some(Value::Bool(flag)) => *flag,
            Some(Value::String(text)) => {
                matches!(text.trim().to_ascii_lowercase().as_str(), "true" | "yes" | "1")
            }
            Some(Value::Number(number)) => number.as_i64() == Some(1),
            _ => false,
        }
    }

    /// An object or a list, given as it is or written into a text.
    ///
    /// # Errors
    ///
    /// A refusal that names `what` if the text is not JSON.
    pub(crate) fn json(&self, key: &str, what: &str) -> Result<Option<Value>, Refusal> {
        match self.values.get(key) {
            None | Some(Value::Null) => Ok(None),
            Some(Value::String(text)) if text.trim().is_empty() => Ok(None),
            Some(Value::String(text)) => serde_json::from_str(text)
                .map(Some)
                .map_err(|_| Refusal::bad(format!("can't parse {what} JSON object"))),
            Some(value) => Ok(Some(value.clone())),
        }
    }

    pub(crate) fn upload(&self, name: &str) -> Option<&Upload> {
        self.uploads.get(name)
    }

    fn take(&mut self, pairs: Vec<(String, String)>) {
        self.values.extend(pairs.into_iter().map(|(key, value)| (key, Value::String(value))));
    }

    async fn take_json(&mut self, body: Body) -> Result<(), Refusal> {
        let bytes = body::to_bytes(body, REQUEST_BYTES_MAX).await;
        let bytes = bytes.map_err(|_| Refusal::too_large())?;
        if bytes.is_empty() {
            return Ok(());
        }
        match serde_json::from_slice(&bytes) {
            Ok(Value::Object(values)) => self.values.extend(values),
            Ok(_) => return Err(Refusal::bad("object expected as parameters")),
            Err(_) => return Err(Refusal::bad("can't parse JSON object")),
        }
        Ok(())
    }

    async fn take_multipart(&mut self, request: Request) -> Result<(), Refusal> {
        let broken = |_| Refusal::bad("can't parse the multipart form");
        let parts = Multipart::from_request(request, &()).await;
        let mut parts = parts.map_err(|_| Refusal::bad("can't parse the multipart form"))?;
        while let Some(part) = parts.next_field().await.map_err(broken)? {
            let key = part.name().unwrap_or_default().to_owned();
            let name = part.file_name().map(str::to_owned);
            let mime = part.content_type().map(str::to_owned);
            let bytes = part.bytes().await.map_err(|it| match it.status().as_u16() {
                413 => Refusal::too_large(),
                _ => Refusal::bad("can't parse the multipart form"),
            })?;
            if name.is_some() || mime.as_deref() == Some("application/octet-stream") {
                self.uploads.insert(key, Upload { name, mime, bytes });
            } else {
                let text = String::from_utf8_lossy(&bytes).into_owned();
                self.values.insert(key, Value::String(text));
            }
        }
        Ok(())
    }
}
