//! Where the Bot API is.

use std::fmt;
use std::str::FromStr;

use http::Uri;
use url::{Host, Url};

use crate::Token;

/// The address of a Bot API, up to `/bot<token>`: Telegram's, or that of a
/// [server of one's own](https://core.telegram.org/bots/api#using-a-local-bot-api-server).
#[derive(Clone, PartialEq, Eq)]
pub struct Address(Url);

/// A text that is no address of a Bot API.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum BadAddress {
    /// It is no address at all.
    #[error("not an address: it looks like https://api.telegram.org")]
    Unreadable,
    /// Tokens would go over the network for all to read.
    #[error("it must begin with https://, or name this very machine (http://127.0.0.1:8081)")]
    Plain,
    /// It holds a name, a password, a query or a fragment.
    #[error("nothing but a host, a port and a path belongs there")]
    TooMuch,
}

impl Default for Address {
    fn default() -> Self {
        Self(Url::parse("https://api.telegram.org").expect("it is an address"))
    }
}

impl FromStr for Address {
    type Err = BadAddress;

    fn from_str(text: &str) -> Result<Self, BadAddress> {
        let url = Url::parse(text.trim()).map_err(|_| BadAddress::Unreadable)?;
        let is_here = match url.host() {
            Some(Host::Domain(name)) => name == "localhost",
            Some(Host::Ipv4(address)) => address.is_loopback(),
            Some(Host::Ipv6(address)) => address.is_loopback(),
            None => return Err(BadAddress::Unreadable),
        };
        match url.scheme() {
            "https" => {}
            "http" if is_here => {}
            "http" => return Err(BadAddress::Plain),
            _ => return Err(BadAddress::Unreadable),
        }
        let has_name = !url.username().is_empty() || url.password().is_some();
        if has_name || url.query().is_some() || url.fragment().is_some() {
            return Err(BadAddress::TooMuch);
        }
        Ok(Self(url))
    }
}

impl fmt::Display for Address {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.0.as_str().trim_end_matches('/'))
    }
}

impl fmt::Debug for Address {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Address({self})")
    }
}

impl Address {
    /// Where a method is called.
    pub(crate) fn method(&self, token: &Token, method: &str) -> Option<Uri> {
        self.below(&[&format!("bot{}", token.reveal()), method])
    }

    /// Where a file is, by the path that the API told.
    pub(crate) fn file(&self, token: &Token, path: &str) -> Option<Uri> {
        let bot = format!("bot{}", token.reveal());
        let parts: Vec<&str> = ["file", &bot].into_iter().chain(path.split('/')).collect();
        self.below(&parts)
    }

    fn below(&self, parts: &[&str]) -> Option<Uri> {
        let mut url = self.0.clone();
        url.path_segments_mut().ok()?.pop_if_empty().extend(parts);
        // A segment that leads upwards is left out by `extend`.
        url.as_str().parse().ok()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn calls_and_files_stand_below_the_address() {
        let token = Token::new("42:AAFabcdefghijklmnopqrstuvwxyz").unwrap();
        let local: Address = "http://127.0.0.1:8081/".parse().unwrap();
        let called = local.method(&token, "getMe").unwrap().to_string();
        assert_eq!(called, "http://127.0.0.1:8081/bot42:AAFabcdefghijklmnopqrstuvwxyz/getMe");
        let file = Address::default().file(&token, "voice/file_1.oga").unwrap().to_string();
        let told =
            "https://api.telegram.org/file/bot42:AAFabcdefghijklmnopqrstuvwxyz/voice/file_1.oga";
        assert_eq!(file, told);
    }

    #[test]
    fn a_token_goes_over_no_network_unsealed() {
        assert_eq!("http://example.org".parse::<Address>(), Err(BadAddress::Plain));
        assert_eq!("http://192.168.0.2:8081".parse::<Address>(), Err(BadAddress::Plain));
        for here in ["http://localhost:8081", "http://127.0.0.1:1", "http://[::1]:1"] {
            assert!(here.parse::<Address>().is_ok(), "{here}");
        }
        assert_eq!("ftp://example.org".parse::<Address>(), Err(BadAddress::Unreadable));
        assert_eq!("api.telegram.org".parse::<Address>(), Err(BadAddress::Unreadable));
        assert_eq!("https://a:b@example.org".parse::<Address>(), Err(BadAddress::TooMuch));
    }
}
