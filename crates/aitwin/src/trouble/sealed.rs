//! What is wrong with a sealed file.

use std::path::Path;

use super::shown;
use crate::language::{Texts, text};
use crate::sealed_file::Problem;

pub(super) fn of_sealed(texts: &Texts, path: &Path, problem: &Problem) -> String {
    let path = shown(path);
    match problem {
        Problem::NotSealed => text!(texts, "sealed-not", path = path),
        Problem::WrongPassphrase => text!(texts, "sealed-wrong-passphrase", path = path),
        Problem::NeedsIdentity => text!(texts, "sealed-needs-identity", path = path),
        Problem::NeedsPassphrase => text!(texts, "sealed-needs-passphrase", path = path),
        Problem::OtherIdentity => text!(texts, "sealed-other-identity", path = path),
        Problem::TooMuchWork => text!(texts, "sealed-too-much-work", path = path),
        Problem::Altered => text!(texts, "sealed-altered", path = path),
        Problem::NoKey => text!(texts, "sealed-no-key", path = path),
        Problem::OtherDatabase => text!(texts, "sealed-other-database", path = path),
        Problem::Exists => text!(texts, "sealed-exists", path = path),
        Problem::NoIdentity => text!(texts, "sealed-no-identity", path = path),
    }
}
