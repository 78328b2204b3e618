//! Keys of providers: read once, shown to nobody, wiped from memory.

use std::path::Path;

use http::header::HeaderValue;
use zeroize::Zeroizing;

use crate::{Error, ModelSpec};

/// A key of a provider. `Debug` does not show it, and dropping it wipes it from memory.
#[derive(Clone)]
pub struct ApiKey(Zeroizing<String>);

impl ApiKey {
    /// A key as the owner gave it; line breaks and spaces around it are dropped.
    pub fn new(text: impl Into<String>) -> Result<Self, Error> {
        let text = Zeroizing::new(text.into());
        let key = text.trim();
        if key.is_empty() || !key.chars().all(|c| c.is_ascii_graphic()) {
            return Err(Error::BadKey);
        }
        Ok(Self(Zeroizing::new(key.to_owned())))
    }

    /// The key that a file holds, alone on its only line.
    pub fn from_file(path: &Path) -> Result<Self, Error> {
        let text = std::fs::read_to_string(path)
            .map_err(|source| Error::KeyFile { path: path.to_owned(), source })?;
        Self::new(text)
    }

    /// The key for a model among the environment's variables, which `variable` looks up; `None` if
    /// it is not set. A key of a provider is not taken for another address: it would hand the
    /// key to whoever answers there.
    pub fn from_environment(
        spec: &ModelSpec,
        variable: impl Fn(&str) -> Option<String>,
    ) -> Result<Option<Self>, Error> {
        if spec.provider().needs_key() && !spec.is_at_home() {
            return Ok(None);
        }
        match variable(spec.provider().key_variable()) {
            Some(text) if !text.trim().is_empty() => Self::new(text).map(Some),
            _ => Ok(None),
        }
    }

    pub(crate) fn header(&self, prefix: &str) -> Option<HeaderValue> {
        let text = Zeroizing::new(format!("{prefix}{}", self.0.as_str()));
        let mut value = HeaderValue::from_str(&text).ok()?;
        value.set_sensitive(true);
        Some(value)
    }

    /// Whether a word is the key or a good part of it, as providers repeat it in their messages.
    pub(crate) fn shows_in(&self, word: &str) -> bool {
        const TELLING: usize = 6;
        let key = self.0.as_str();
        if key.len() < TELLING {
            return word.contains(key);
        }
        // Keys are ASCII, so every index is a boundary.
        (0..=key.len() - TELLING).any(|start| word.contains(&key[start..start + TELLING]))
    }
}

impl std::fmt::Debug for ApiKey {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("ApiKey(…)")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keys_come_from_a_value_a_file_or_the_environment() {
        assert_eq!(ApiKey::new(" sk-12345678\n").unwrap().0.as_str(), "sk-12345678");
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("key");
        std::fs::write(&path, "sk-of-a-file\n").unwrap();
        assert_eq!(ApiKey::from_file(&path).unwrap().0.as_str(), "sk-of-a-file");

        let variable = |name: &str| (name == "OPENAI_API_KEY").then(|| "sk-of-env".to_owned());
        let found = |spec: &str| ApiKey::from_environment(&spec.parse().unwrap(), variable);
        assert_eq!(found("openai:gpt-5.6").unwrap().unwrap().0.as_str(), "sk-of-env");
        assert!(found("gemini:gemini-2.5-flash").unwrap().is_none());
    }

    #[test]
    fn a_providers_key_is_not_sent_elsewhere_by_itself() {
        let spec = "openai:gpt-5.6@http://gateway.example/v1".parse().unwrap();
        let found = ApiKey::from_environment(&spec, |_| Some("sk-of-env".to_owned())).unwrap();
        assert!(found.is_none());
    }

    #[test]
    fn what_is_no_key_is_refused() {
        for bad in ["", "  \n", "two words", "ключ", "line\nline"] {
            assert!(matches!(ApiKey::new(bad), Err(Error::BadKey)), "{bad:?}");
        }
        let missing = ApiKey::from_file(Path::new("/nowhere/key")).unwrap_err().to_string();
        assert!(missing.contains("/nowhere/key"));
    }

    #[test]
    fn a_key_is_never_shown() {
        let key = ApiKey::new("sk-secret-12345").unwrap();
        assert!(!format!("{key:?} {key:#?}").contains("secret"));
        let header = key.header("Bearer ").unwrap();
        assert!(!format!("{header:?}").contains("secret"));
        assert!(key.shows_in("sk-secret-12345"));
        assert!(key.shows_in("\"sk-sec***345\""));
        assert!(!key.shows_in("incorrect"));
    }
}
