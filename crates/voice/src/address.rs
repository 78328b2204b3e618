//! Where a provider is.

use std::str::FromStr;

use domain::AddressProblem;
use http::Uri;
use url::Url;

use crate::problem::{Problem, Refusal};

/// The address of a provider, up to where the calls begin: `https://api.openai.com/v1`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Address(Url);

impl FromStr for Address {
    type Err = AddressProblem;

    fn from_str(text: &str) -> Result<Self, AddressProblem> {
        let text = text.trim();
        if !["http://", "https://"].iter().any(|scheme| text.starts_with(scheme)) {
            return Err(AddressProblem::Scheme);
        }
        let url = Url::parse(text).map_err(|_| AddressProblem::Unreadable)?;
        if !url.username().is_empty() || url.password().is_some() {
            return Err(AddressProblem::Password);
        }
        if url.query().is_some() || url.fragment().is_some() {
            return Err(AddressProblem::Query);
        }
        let path = url.path().trim_end_matches('/');
        if ["/audio/transcriptions", "/audio/speech"].iter().any(|call| path.ends_with(call)) {
            return Err(AddressProblem::LastPart);
        }
        Ok(Self(url))
    }
}

impl std::fmt::Display for Address {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(self.0.as_str().trim_end_matches('/'))
    }
}

impl Address {
    /// The address of a call: parts of a path, each of which may hold anything, and a query.
    pub(crate) fn call(&self, parts: &[&str], query: &[(&str, &str)]) -> Result<Uri, Problem> {
        let mut url = self.0.clone();
        if let Ok(mut path) = url.path_segments_mut() {
            path.pop_if_empty().extend(parts);
        }
        if !query.is_empty() {
            url.query_pairs_mut().extend_pairs(query);
        }
        url.as_str().parse().map_err(|error| {
            Problem::refused(Refusal::Request, format!("its address is none: {error}"))
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn calls_stand_below_the_address_and_break_out_of_nothing() {
        let address: Address = "http://127.0.0.1:8080/v1/".parse().unwrap();
        assert_eq!(address.to_string(), "http://127.0.0.1:8080/v1");
        let call = address.call(&["voices", "a/../b?c"], &[("output_format", "opus")]).unwrap();
        let told = "http://127.0.0.1:8080/v1/voices/a%2F..%2Fb%3Fc?output_format=opus";
        assert_eq!(call.to_string(), told);
    }

    #[test]
    fn what_is_no_address_is_refused() {
        let wrong = |text: &str| text.parse::<Address>().unwrap_err();
        assert_eq!(wrong("api.openai.com"), AddressProblem::Scheme);
        assert_eq!(wrong("https://key@api.openai.com/v1"), AddressProblem::Password);
        assert_eq!(wrong("https://a/v1?b"), AddressProblem::Query);
        assert_eq!(wrong("https://a/v1/audio/speech"), AddressProblem::LastPart);
    }
}
