//! What may stand as the URL of a webhook.

use std::net::IpAddr;

use url::{Host, Url};

use crate::address::Reach;

/// The longest URL, in bytes.
pub const LONGEST_URL: usize = 2_000;

/// What is wrong with a URL.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum UrlProblem {
    /// It is no URL, or has no host.
    #[error("no URL")]
    Malformed,
    /// It is longer than [`LONGEST_URL`].
    #[error("longer than {LONGEST_URL} bytes")]
    TooLong,
    /// It is not `https`.
    #[error("not https")]
    NotHttps,
    /// It holds a name or a password.
    #[error("with a name or a password")]
    Credentials,
    /// Its port is for something else.
    #[error("a port that is for something else")]
    Port,
    /// It is an address of this machine or of a network around it.
    #[error("an address that not everybody may reach")]
    Private,
}

/// Ports from 1024 on at which something else than HTTP answers, and which browsers refuse therefore
/// (WHATWG, Fetch, 2.9 "bad port"), and databases.
const OTHERS: [u16; 32] = [
    1433, 1521, 1719, 1720, 1723, 2049, 2375, 2376, 2379, 2380, 3306, 3389, 3659, 4045, 4190, 5060,
    5061, 5432, 5900, 6000, 6379, 6443, 6566, 6665, 6666, 6667, 6668, 6669, 6679, 6697, 11211,
    27017,
];

/// A URL that a webhook may have. Whether its host's name leads where it may is known when something is
/// sent there, and looked at every time.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Target {
    url: Url,
}

impl Target {
    /// Reads a URL. `allow_private` lets it be of any address, and plain HTTP if it is of this machine.
    pub(crate) fn read(text: &str, allow_private: bool) -> Result<Self, UrlProblem> {
        let text = text.trim();
        if text.len() > LONGEST_URL {
            return Err(UrlProblem::TooLong);
        }
        let mut url = Url::parse(text).map_err(|_| UrlProblem::Malformed)?;
        let is_plain = match url.scheme() {
            "https" => false,
            "http" if allow_private => true,
            _ => return Err(UrlProblem::NotHttps),
        };
        if !url.username().is_empty() || url.password().is_some() {
            return Err(UrlProblem::Credentials);
        }
        url.set_fragment(None);
        if url.as_str().parse::<http::Uri>().is_err() {
            return Err(UrlProblem::Malformed);
        }
        let target = Self { url };
        if is_plain && !target.is_named_here() {
            return Err(UrlProblem::NotHttps);
        }
        if !target.has_a_port_for_http() {
            return Err(UrlProblem::Port);
        }
        let literal = target.literal();
        let is_elsewhere =
            literal.is_some_and(|address| !target.reach(allow_private).allows(address));
        if is_elsewhere || (!allow_private && target.is_named_here()) {
            return Err(UrlProblem::Private);
        }
        Ok(target)
    }

    /// The URL as it is sent to.
    pub(crate) fn as_str(&self) -> &str {
        self.url.as_str()
    }

    /// How far its connections may go.
    fn reach(&self, allow_private: bool) -> Reach {
        reach(self.url.scheme(), allow_private)
    }

    fn literal(&self) -> Option<IpAddr> {
        match self.url.host()? {
            Host::Ipv4(v4) => Some(v4.into()),
            Host::Ipv6(v6) => Some(v6.into()),
            Host::Domain(_) => None,
        }
    }

    /// Whether its host is this machine, without asking anybody.
    fn is_named_here(&self) -> bool {
        match self.url.host() {
            Some(Host::Domain(name)) => {
                let name = name.trim_end_matches('.');
                name == "localhost" || name.ends_with(".localhost")
            }
            _ => self.literal().is_some_and(|address| Reach::Loopback.allows(address)),
        }
    }

    fn has_a_port_for_http(&self) -> bool {
        match self.url.port() {
            None | Some(443) => true,
            Some(80) => self.url.scheme() == "http",
            Some(port) => port >= 1024 && !OTHERS.contains(&port),
        }
    }
}

/// How far a connection may go that a URL of this scheme asks for.
pub(crate) fn reach(scheme: &str, allow_private: bool) -> Reach {
    match (scheme, allow_private) {
        ("https", true) => Reach::Anywhere,
        (_, true) => Reach::Loopback,
        (_, false) => Reach::Public,
    }
}

/// The host of a URL, with a port that is not the usual one: how a webhook is called in lists and logs.
/// What stands behind may be a secret.
pub fn host(url: &str) -> String {
    let Ok(url) = Url::parse(url) else { return String::new() };
    let host = url.host_str().unwrap_or_default();
    url.port().map_or_else(|| host.to_owned(), |port| format!("{host}:{port}"))
}

/// Where a webhook is told, as its owner tells it from others: the host and the path. What stands behind
/// these is only hinted at.
pub fn place(url: &str) -> String {
    let Ok(parsed) = Url::parse(url) else { return String::new() };
    let path = parsed.path().trim_end_matches('/');
    let rest = if parsed.query().is_some() { "?…" } else { "" };
    format!("{}{path}{rest}", host(url))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn problem(text: &str, allow_private: bool) -> Option<UrlProblem> {
        Target::read(text, allow_private).err()
    }

    #[test]
    fn https_of_the_internet_is_taken() {
        for (text, expected) in [
            ("https://example.com/hook?key=1#part", "https://example.com/hook?key=1"),
            (" https://EXAMPLE.com ", "https://example.com/"),
            ("https://пример.рф/", "https://xn--e1afmkfd.xn--p1ai/"),
            ("https://1.1.1.1:8443/", "https://1.1.1.1:8443/"),
            ("https://[2606:4700::1111]/", "https://[2606:4700::1111]/"),
        ] {
            assert_eq!(Target::read(text, false).unwrap().as_str(), expected);
            assert_eq!(problem(text, true), None, "{text}");
        }
    }

    #[test]
    fn what_cannot_be_used_is_told_apart() {
        use UrlProblem as P;
        let long = format!("https://example.com/{}", "a".repeat(LONGEST_URL));
        for (text, expected) in [
            ("", P::Malformed),
            ("example.com", P::Malformed),
            ("https://", P::Malformed),
            ("https://exa mple.com/", P::Malformed),
            (&*long, P::TooLong),
            ("http://example.com/", P::NotHttps),
            ("http://127.0.0.1/", P::NotHttps),
            ("ftp://example.com/", P::NotHttps),
            ("file:///etc/passwd", P::NotHttps),
            ("gopher://example.com/", P::NotHttps),
            ("javascript:alert(1)", P::NotHttps),
            ("https://anna@example.com/", P::Credentials),
            ("https://anna:secret@example.com/", P::Credentials),
            ("https://:secret@example.com/", P::Credentials),
            ("https://example.com:22/", P::Port),
            ("https://example.com:80/", P::Port),
            ("https://example.com:0/", P::Port),
            ("https://example.com:5432/", P::Port),
            ("https://example.com:6379/", P::Port),
            ("https://localhost/", P::Private),
            ("https://LOCALHOST./", P::Private),
            ("https://a.localhost/", P::Private),
            ("https://127.0.0.1/", P::Private),
            ("https://127.1/", P::Private),
            ("https://2130706433/", P::Private),
            ("https://0x7f.0.0.1/", P::Private),
            ("https://0177.0.0.1/", P::Private),
            ("https://169.254.169.254/latest/meta-data/", P::Private),
            ("https://[::1]/", P::Private),
            ("https://[::ffff:10.0.0.1]/", P::Private),
            ("https://10.0.0.1\\@example.com/", P::Private),
        ] {
            assert_eq!(problem(text, false), Some(expected), "{text}");
        }
    }

    #[test]
    fn whoever_runs_the_server_may_allow_more_and_plain_http_to_this_machine() {
        for text in [
            "http://127.0.0.1:8080/",
            "http://localhost/",
            "http://[::1]:9000/",
            "https://10.0.0.1/",
        ] {
            assert_eq!(problem(text, true), None, "{text}");
        }
        for text in ["http://example.com/", "http://10.0.0.1/", "http://192.168.0.1:8080/"] {
            assert_eq!(problem(text, true), Some(UrlProblem::NotHttps), "{text}");
        }
        assert_eq!(problem("https://0.0.0.0/", true), Some(UrlProblem::Private));
    }

    #[test]
    fn a_webhook_is_called_by_its_host() {
        assert_eq!(host("https://example.com/secret?token=1"), "example.com");
        assert_eq!(host("http://127.0.0.1:8080/x"), "127.0.0.1:8080");
        assert_eq!(host("nothing"), "");
        assert_eq!(place("https://example.com/twin/a?token=1"), "example.com/twin/a?…");
        assert_eq!(place("https://example.com/"), "example.com");
    }
}
