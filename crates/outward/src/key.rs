//! Keys of providers: read once, shown to nobody, wiped from memory.

use std::path::{Path, PathBuf};

use http::header::HeaderValue;
use zeroize::Zeroizing;

/// Why there is no key.
#[derive(Debug, thiserror::Error)]
pub enum KeyError {
    /// What was given cannot be a key: it is empty, or is not one line of printable ASCII.
    #[error("a key must be one line of letters, digits and signs without spaces")]
    Bad,
    /// The file with the key could not be read.
    #[error("the key file {} cannot be read", path.display())]
    File {
        /// The file.
        path: PathBuf,
        /// Why.
        #[source]
        source: std::io::Error,
    },
}

/// A key of a provider. `Debug` does not show it, and dropping it wipes it from memory.
#[derive(Clone)]
pub struct ApiKey(Zeroizing<String>);

impl ApiKey {
    /// A key as the owner gave it; line breaks and spaces around it are dropped.
    pub fn new(text: impl Into<String>) -> Result<Self, KeyError> {
        let text = Zeroizing::new(text.into());
        let key = text.trim();
        if key.is_empty() || !key.chars().all(|c| c.is_ascii_graphic()) {
            return Err(KeyError::Bad);
        }
        Ok(Self(Zeroizing::new(key.to_owned())))
    }

    /// The key that a file holds, alone on its only line.
    pub fn from_file(path: &Path) -> Result<Self, KeyError> {
        let text = std::fs::read_to_string(path)
            .map_err(|source| KeyError::File { path: path.to_owned(), source })?;
        Self::new(text)
    }

    /// The header's value that shows it, after a prefix such as `Bearer `.
    pub fn header(&self, prefix: &str) -> Option<HeaderValue> {
        let text = Zeroizing::new(format!("{prefix}{}", self.0.as_str()));
        let mut value = HeaderValue::from_str(&text).ok()?;
        value.set_sensitive(true);
        Some(value)
    }

    /// Whether a word is the key or a good part of it, as providers repeat it in their messages.
    pub fn shows_in(&self, word: &str) -> bool {
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
    fn keys_come_from_a_value_or_a_file() {
        assert_eq!(ApiKey::new(" sk-12345678\n").unwrap().0.as_str(), "sk-12345678");
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("key");
        std::fs::write(&path, "sk-of-a-file\n").unwrap();
        assert_eq!(ApiKey::from_file(&path).unwrap().0.as_str(), "sk-of-a-file");
    }

    #[test]
    fn what_is_no_key_is_refused() {
        for bad in ["", "  \n", "two words", "ключ", "line\nline"] {
            assert!(matches!(ApiKey::new(bad), Err(KeyError::Bad)), "{bad:?}");
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
