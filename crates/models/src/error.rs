//! Why a model cannot be set up. Why a call failed is [`domain::ModelError`].

use domain::{AddressProblem, BoxError};
use outward::KeyError;

use crate::Provider;

/// Why a model cannot be set up, in words that say what to write instead. Holds no key.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// The text does not begin with a provider.
    #[error(
        "`{given}` names no provider: write PROVIDER:MODEL, for example gemini:gemini-2.5-flash \
         or ollama:gemma3; the providers are {}",
        Provider::names()
    )]
    UnknownProvider {
        /// What stands where the provider should.
        given: String,
    },
    /// Nothing, or something with spaces, stands where the model's name should.
    #[error("write which model of {provider}: {provider}:MODEL")]
    NoModel {
        /// Whose model is missing.
        provider: Provider,
    },
    /// The provider has no address of its own.
    #[error("write where the server is: {provider}:{model}@http://127.0.0.1:1234/v1")]
    NoAddress {
        /// The provider.
        provider: Provider,
        /// The model that was given.
        model: String,
    },
    /// The address is not one.
    #[error("the address of a model must be http://HOST[:PORT][/PATH] or https://…: {problem}")]
    BadAddress {
        /// What is wrong with it.
        problem: AddressProblem,
    },
    /// The provider lets nobody in without a key.
    #[error("{provider} needs a key: set {variable}, or name a file that holds it")]
    NoKey {
        /// The provider.
        provider: Provider,
        /// The environment variable that may hold the key.
        variable: &'static str,
    },
    /// There is no key in what should hold it.
    #[error(transparent)]
    Key(#[from] KeyError),
    /// The HTTP client could not be made.
    #[error("the HTTP client cannot be made")]
    Http(#[source] BoxError),
}
