//! Which model, as the owner writes it: `PROVIDER:MODEL`, or `PROVIDER:MODEL@URL`.

use std::str::FromStr;

use domain::{AddressProblem, ModelError, Refusal};
use http::Uri;
use serde::{Deserialize, Serialize};
use url::Url;

use crate::{ApiKey, Error, Provider};

/// Which model of which provider, and where.
///
/// Written `gemini:gemini-2.5-flash`, `ollama:gemma3:270m`, `compatible:qwen3@http://127.0.0.1:1234/v1`
/// (the address up to where `/chat/completions` would begin), `completion:base@http://127.0.0.1:1234/v1`.
/// Every provider may be given another address, of a gateway or of another machine.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct ModelSpec {
    provider: Provider,
    model: String,
    base: Url,
}

impl ModelSpec {
    /// Whose model it is.
    pub fn provider(&self) -> Provider {
        self.provider
    }

    /// The model's name, as its provider calls it.
    pub fn model(&self) -> &str {
        &self.model
    }

    /// Whether it is asked at the provider's own address.
    pub fn is_at_home(&self) -> bool {
        self.provider.traits().base == Some(self.address())
    }

    /// Whom a key for it would be shown to: the provider's name, with the address where that is not
    /// the provider's own.
    pub fn place(&self) -> String {
        let provider = self.provider;
        if self.is_at_home() {
            provider.to_string()
        } else {
            format!("{provider}@{}", self.address())
        }
    }

    fn address(&self) -> &str {
        self.base.as_str().trim_end_matches('/')
    }

    /// Whether it runs on this machine, so that nothing leaves it.
    pub fn is_on_this_machine(&self) -> bool {
        match self.base.host_str() {
            Some("localhost") => true,
            Some(host) => host
                .trim_matches(['[', ']'])
                .parse::<std::net::IpAddr>()
                .is_ok_and(|address| address.is_loopback()),
            None => false,
        }
    }

    /// Its key among the environment's variables, which `variable` looks up; `None` if it is not set. A
    /// key of a provider is not taken for another address: it would hand the key to whoever answers
    /// there.
    pub fn key_of_environment(
        &self,
        variable: impl Fn(&str) -> Option<String>,
    ) -> Result<Option<ApiKey>, Error> {
        if self.provider.needs_key() && !self.is_at_home() {
            return Ok(None);
        }
        match variable(self.provider.key_variable()) {
            Some(text) if !text.trim().is_empty() => Ok(Some(ApiKey::new(text)?)),
            _ => Ok(None),
        }
    }

    /// The address of a path below the base.
    pub(crate) fn uri(&self, path: &str) -> Result<Uri, ModelError> {
        let mut url = self.base.clone();
        url.set_path(&format!("{}{path}", self.base.path().trim_end_matches('/')));
        url.as_str().parse().map_err(|error| ModelError::Refused {
            refusal: Refusal::Request,
            reason: format!("its address is none: {error}"),
        })
    }
}

impl FromStr for ModelSpec {
    type Err = Error;

    fn from_str(text: &str) -> Result<Self, Error> {
        let text = text.trim();
        let unknown = || Error::UnknownProvider { given: text.to_owned() };
        let (provider, rest) = text.split_once(':').ok_or_else(unknown)?;
        let provider = Provider::named(provider.trim()).ok_or_else(unknown)?;
        let (model, address) = parted(rest);
        if model.is_empty() || model.contains(|c: char| c.is_whitespace() || c.is_control()) {
            return Err(Error::NoModel { provider });
        }
        let base = match (address, provider.traits().base) {
            (Some(address), _) | (None, Some(address)) => address_of(address)?,
            (None, None) => return Err(Error::NoAddress { provider, model: model.to_owned() }),
        };
        Ok(Self { provider, model: model.to_owned(), base })
    }
}

impl TryFrom<String> for ModelSpec {
    type Error = Error;

    fn try_from(text: String) -> Result<Self, Error> {
        text.parse()
    }
}

impl From<ModelSpec> for String {
    fn from(spec: ModelSpec) -> Self {
        spec.to_string()
    }
}

/// The model's name and the address after it, whatever the address begins with: no model has a name
/// with `://` in it.
fn parted(text: &str) -> (&str, Option<&str>) {
    let sign = text.find("://").unwrap_or(0);
    match text[..sign].rfind('@') {
        Some(at) => (&text[..at], Some(&text[at + 1..])),
        None => (text, None),
    }
}

fn address_of(text: &str) -> Result<Url, Error> {
    let wrong = |problem| Error::BadAddress { problem };
    if !["http://", "https://"].iter().any(|scheme| text.starts_with(scheme)) {
        return Err(wrong(AddressProblem::Scheme));
    }
    let url = Url::parse(text).map_err(|_| wrong(AddressProblem::Unreadable))?;
    if !url.username().is_empty() || url.password().is_some() {
        return Err(wrong(AddressProblem::Password));
    }
    if url.query().is_some() || url.fragment().is_some() {
        return Err(wrong(AddressProblem::Query));
    }
    if ["/chat/completions", "/completions", "/api/chat"]
        .iter()
        .any(|path| url.path().trim_end_matches('/').ends_with(path))
    {
        return Err(wrong(AddressProblem::LastPart));
    }
    Ok(url)
}

impl std::fmt::Display for ModelSpec {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{}:{}", self.provider, self.model)?;
        if !self.is_at_home() {
            write!(f, "@{}", self.address())?;
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn spec(text: &str) -> ModelSpec {
        text.parse().unwrap()
    }

    fn problem(text: &str) -> String {
        text.parse::<ModelSpec>().unwrap_err().to_string()
    }

    #[test]
    fn a_place_is_a_provider_or_an_address() {
        assert_eq!(spec("gemini:gemini-2.5-flash").place(), "gemini");
        assert_eq!(spec("gemini:gemini-3").place(), "gemini");
        assert_eq!(
            spec("openai:x@http://127.0.0.1:1234/v1/").place(),
            "openai@http://127.0.0.1:1234/v1"
        );
    }

    #[test]
    fn every_provider_is_written_and_read_alike() {
        for text in [
            "gemini:gemini-2.5-flash",
            "openai:gpt-5.6",
            "anthropic:claude-haiku-4-5",
            "ollama:gemma3:270m",
            "openrouter:qwen/qwen3-8b:free",
            "groq:openai/gpt-oss-20b",
            "deepseek:deepseek-chat",
            "compatible:qwen3@http://127.0.0.1:1234/v1",
            "completion:base@https://models.example/v1",
            "ollama:gemma3@http://192.168.1.5:11434",
        ] {
            assert_eq!(spec(text).to_string(), text);
            let json = serde_json::to_string(&spec(text)).unwrap();
            assert_eq!(serde_json::from_str::<ModelSpec>(&json).unwrap(), spec(text));
        }
        assert_eq!(spec(" ollama:gemma3:270m\n").model(), "gemma3:270m");
    }

    #[test]
    fn where_it_is_asked() {
        let url = |text: &str, path: &str| spec(text).uri(path).unwrap().to_string();
        assert_eq!(
            url("openai:gpt-5.6", "/chat/completions"),
            "https://api.openai.com/v1/chat/completions"
        );
        assert_eq!(
            url("compatible:m@http://127.0.0.1:1234/v1/", "/chat/completions"),
            "http://127.0.0.1:1234/v1/chat/completions"
        );
        assert_eq!(
            url("ollama:m@http://10.0.0.2:11434", "/api/chat"),
            "http://10.0.0.2:11434/api/chat"
        );
        assert!(spec("ollama:gemma3").is_on_this_machine());
        assert!(spec("compatible:m@http://[::1]:1/v1").is_on_this_machine());
        assert!(!spec("openai:gpt-5.6").is_on_this_machine());
    }

    #[test]
    fn a_mistake_is_told_what_to_write() {
        assert!(problem("gpt-4o").contains("write PROVIDER:MODEL"));
        assert!(problem("chatgpt:gpt-4o").contains("gemini, openai, anthropic"));
        assert!(problem("gemini:").contains("gemini:MODEL"));
        assert!(problem("gemini:two words").contains("gemini:MODEL"));
        assert!(problem("compatible:qwen3").contains("compatible:qwen3@http://127.0.0.1:1234/v1"));
        assert!(problem("completion:base@127.0.0.1:8080").contains("@http://"));
        assert!(problem("compatible:m@http://").contains("http://HOST"));
        for text in ["compatible:fake@ftp://x", "gemini:fake@ftp://x", "ollama:m@file:///etc"] {
            assert!(problem(text).contains("must begin with http://"), "{text}");
        }
        assert!(problem("compatible:m@http://me:pass@host/v1").contains("not in the address"));
        assert!(!problem("compatible:m@http://me:pass@host/v1").contains("pass@"));
        assert!(problem("compatible:m@http://h/v1?key=1").contains("nothing may follow"));
        assert!(problem("compatible:m@http://h/v1/chat/completions").contains("leave out"));
    }

    #[test]
    fn the_environment_has_a_key_for_a_provider_and_for_nobody_else() {
        let variable = |name: &str| (name == "OPENAI_API_KEY").then(|| "sk-of-env".to_owned());
        let found = |text: &str| spec(text).key_of_environment(variable).unwrap();
        assert!(found("openai:gpt-5.6").unwrap().shows_in("sk-of-env"));
        assert!(found("gemini:gemini-2.5-flash").is_none());
        let anywhere = |_: &str| Some("sk-of-env".to_owned());
        let gateway = spec("openai:gpt-5.6@http://gateway.example/v1");
        assert!(gateway.key_of_environment(anywhere).unwrap().is_none());
    }
}
