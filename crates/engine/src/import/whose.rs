//! Whose an export is that does not say so, as that of a single chat: the one of its authors whose account is known,
//! else whoever the owner says.

use domain::{AccountKind, OwnerId, PeerId, Profile};
use store::Store;
use style::export::Candidate;

use super::{ImportError, ImportReport};
use crate::Engine;

/// The one of the authors whose account is known; `None` if that is nobody's, or if it is more than one's. Bots
/// export nothing.
pub async fn known_author(
    store: &Store,
    owner: OwnerId,
    candidates: &[Candidate],
) -> Result<Option<Profile>, store::Error> {
    let mut tx = store.read(owner).await?;
    let mut known = None;
    for candidate in candidates {
        let Some(account) = tx.account_by_user(candidate.id).await? else { continue };
        if account.kind == AccountKind::Bot {
            continue;
        }
        if known.replace(account.profile).is_some() {
            return Ok(None);
        }
    }
    Ok(known)
}

impl Engine {
    /// Brings in the file that is kept since it was asked whose it is, now that it is said. `None` if it is not
    /// kept any more, or if `user` has written nothing in it: then the file has to be given again.
    pub async fn import_kept(
        &self,
        import: u64,
        user: PeerId,
    ) -> Option<Result<ImportReport, ImportError>> {
        let spool = self.inner.imports.take_kept(import, user)?;
        Some(self.import(spool, Some(user)).await)
    }
}
