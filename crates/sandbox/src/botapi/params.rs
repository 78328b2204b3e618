//! The parameters of a call, from wherever they came: the query, a form, JSON,
//! or parts with files.

use std::collections::HashMap;

use axum::body::Bytes;
use axum::extract::{DefaultBodyLimit, Form, FromRequest, Multipart, Query, Request};
use axum::http::header::CONTENT_TYPE;
use serde_json::{Map, Value};

use super::refused::Refused;

/// The largest request, in bytes: a file of 50 MB, and what is said of it.
const MAX_BODY: usize = 52 * 1024 * 1024;

/// A file that came with a call.
#[derive(Debug)]
pub(super) struct Upload {
    pub(super) name: Option<String>,
    pub(super) mime: Option<String>,
    pub(super) bytes: Bytes,
}

/// What was said with a call.
#[derive(Debug, Default)]
pub(super) struct Params {
    values: Map<String, Value>,
    files: HashMap<String, Upload>,
}

impl Params {
    /// Reads them.
    pub(super) async fn of(mut request: Request) -> Result<Params, Refused> {
        DefaultBodyLimit::max(MAX_BODY).apply(&mut request);
        let mut params = Params::default();
        let query = Query::<Vec<(String, String)>>::try_from_uri(request.uri());
        params.add(query.map(|Query(pairs)| pairs).unwrap_or_default());
        let kind = request.headers().get(CONTENT_TYPE).and_then(|kind| kind.to_str().ok());
        let kind = kind.unwrap_or_default().to_ascii_lowercase();
        if kind.starts_with("multipart/form-data") {
            params.read_parts(request).await?;
        } else if kind.starts_with("application/json") {
            let bytes = Bytes::from_request(request, &()).await.map_err(|_| Refused::TOO_LARGE)?;
            if bytes.is_empty() {
                return Ok(params);
            }
            let Ok(Value::Object(values)) = serde_json::from_slice(&bytes) else {
                return Err(Refused::bad_request("can't parse JSON object"));
            };
            params.values.extend(values);
        } else if kind.starts_with("application/x-www-form-urlencoded") {
            let form = Form::<Vec<(String, String)>>::from_request(request, &()).await;
            params.add(form.map(|Form(pairs)| pairs).unwrap_or_default());
        }
        Ok(params)
    }

    async fn read_parts(&mut self, request: Request) -> Result<(), Refused> {
        let malformed = || Refused::bad_request("can't parse multipart/form-data");
        let mut parts = Multipart::from_request(request, &()).await.map_err(|_| malformed())?;
        while let Some(part) = parts.next_field().await.map_err(|_| malformed())? {
            let Some(field) = part.name().map(str::to_owned) else {
                continue;
            };
            let name = part.file_name().map(str::to_owned);
            let mime = part.content_type().map(str::to_owned);
            let bytes = part.bytes().await.map_err(|_| Refused::TOO_LARGE)?;
            // What has a file's name is a file; all else is a text.
            if name.is_some() {
                self.files.insert(field, Upload { name, mime, bytes });
            } else {
                let text = String::from_utf8_lossy(&bytes).into_owned();
                self.values.insert(field, text.into());
            }
        }
        Ok(())
    }

    fn add(&mut self, pairs: Vec<(String, String)>) {
        self.values.extend(pairs.into_iter().map(|(name, value)| (name, value.into())));
    }

    /// A text, or a number as one. What is empty is absent.
    pub(super) fn text(&self, name: &str) -> Option<String> {
        let text = match self.values.get(name)? {
            Value::String(text) => text.clone(),
            Value::Number(number) => number.to_string(),
            _ => return None,
        };
        (!text.is_empty()).then_some(text)
    }

    /// A whole number, however it is written.
    pub(super) fn integer(&self, name: &str) -> Option<i64> {
        let number = match self.values.get(name)? {
            Value::Number(number) => {
                return number.as_i64().or_else(|| number.as_f64().map(|float| float as i64));
            }
            Value::String(text) => text.trim().parse::<f64>(),
            _ => return None,
        };
        number.ok().map(|float| float as i64)
    }

    /// A number of a message.
    pub(super) fn message_id(&self, name: &str) -> Option<i32> {
        self.integer(name).and_then(|id| i32::try_from(id).ok())
    }

    /// Whether something is so.
    pub(super) fn flag(&self, name: &str) -> bool {
        match self.values.get(name) {
            Some(Value::Bool(flag)) => *flag,
            Some(Value::Number(number)) => number.as_i64() == Some(1),
            Some(Value::String(text)) => {
                matches!(&*text.to_ascii_lowercase(), "true" | "yes" | "1")
            }
            _ => false,
        }
    }

    /// An object or a list: JSON by itself, or written into a text.
    pub(super) fn json(&self, name: &str) -> Result<Option<Value>, Refused> {
        match self.values.get(name) {
            None | Some(Value::Null) => Ok(None),
            Some(Value::String(text)) if text.is_empty() => Ok(None),
            Some(Value::String(text)) => serde_json::from_str(text)
                .map(Some)
                .map_err(|_| Refused::bad_request(format!("can't parse {name} JSON object"))),
            Some(value) => Ok(Some(value.clone())),
        }
    }

    /// The file of a parameter: one that came with the call, under its own name
    /// or under the one that it says.
    pub(super) fn upload(&self, name: &str) -> Option<&Upload> {
        let attached = self.text(name);
        match attached.as_deref().and_then(|text| text.strip_prefix("attach://")) {
            Some(elsewhere) => self.files.get(elsewhere),
            None => self.files.get(name),
        }
    }
}
