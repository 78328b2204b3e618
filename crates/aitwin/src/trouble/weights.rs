//! What goes wrong with the files of models.

use voice::weights::{AddError, CATALOGUE, FetchError};

use super::outside::of_io;
use super::way::of_way;
use super::{Trouble, shortened, shown};
use crate::language::{Texts, text};

/// Troubles of `aitwin models`.
#[derive(Debug, thiserror::Error)]
pub(crate) enum OfModels {
    #[error("no model is called {given}")]
    Unknown { given: String },
    #[error("no model is named")]
    Which,
    #[error("{names} are not here")]
    Absent { names: String },
    #[error("that is no SHA-256")]
    NoHash,
    #[error("the address {url} names no file")]
    NoName { url: String },
    #[error("{name} was not fetched")]
    Fetch { name: String, source: FetchError },
    #[error("the file was not taken in")]
    Add { source: AddError },
    #[error("{files} files are damaged")]
    Damaged { files: usize },
}

impl From<OfModels> for Trouble {
    fn from(source: OfModels) -> Self {
        Self::Models { source }
    }
}

pub(super) fn of_weights(texts: &Texts, trouble: &OfModels) -> String {
    match trouble {
        OfModels::Unknown { given } => {
            text!(texts, "trouble-models-unknown", given = shortened(given))
        }
        OfModels::Which => {
            let names: Vec<&str> = CATALOGUE.iter().map(|model| model.name).collect();
            text!(texts, "trouble-models-which", names = names.join(", "))
        }
        OfModels::Absent { names } => {
            text!(texts, "trouble-models-absent", names = names.as_str())
        }
        OfModels::NoHash => text!(texts, "trouble-models-no-hash"),
        OfModels::NoName { url } => text!(texts, "trouble-models-no-name", url = shortened(url)),
        OfModels::Fetch { name, source } => of_fetch(texts, name, source),
        OfModels::Add { source } => of_add(texts, source),
        OfModels::Damaged { files } => {
            let files = *files;
            text!(texts, "trouble-models-damaged", files = files)
        }
    }
}

fn of_fetch(texts: &Texts, name: &str, error: &FetchError) -> String {
    match error {
        FetchError::BadAddress(address) => {
            text!(texts, "trouble-models-address", address = shortened(address))
        }
        FetchError::Unreachable { host, source } => text!(
            texts,
            "trouble-models-unreachable",
            host = host.as_str(),
            reason = of_way(texts, source.as_ref())
        ),
        FetchError::Status { host, status } => text!(
            texts,
            "trouble-models-status",
            name = name,
            host = host.as_str(),
            status = status.to_string()
        ),
        FetchError::Elsewhere { host } => {
            text!(texts, "trouble-models-elsewhere", name = name, host = host.as_str())
        }
        FetchError::BrokeOff { have } => {
            let have = have.div_ceil(1_000_000).to_string();
            text!(texts, "trouble-models-broke-off", name = name, have = have)
        }
        FetchError::Disk { path, source } => {
            let reason = of_io(texts, source);
            text!(texts, "trouble-models-disk", path = shown(path), reason = reason)
        }
        FetchError::Busy(_) => text!(texts, "trouble-models-busy", name = name),
        FetchError::Checksum { found, wanted } => text!(
            texts,
            "trouble-models-checksum",
            name = name,
            found = found.as_str(),
            wanted = wanted.as_str()
        ),
    }
}

fn of_add(texts: &Texts, error: &AddError) -> String {
    match error {
        AddError::Io { path, source } => {
            text!(texts, "trouble-file", path = shown(path), reason = of_io(texts, source))
        }
        AddError::Neither(path) => text!(texts, "trouble-models-neither", path = shown(path)),
        AddError::NoSettings(path) => {
            text!(texts, "trouble-models-no-settings", path = shown(path))
        }
        AddError::Wrong { path, found, wanted } => text!(
            texts,
            "trouble-models-checksum",
            name = shown(path),
            found = found.as_str(),
            wanted = wanted.as_str()
        ),
    }
}
