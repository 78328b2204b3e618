//! A file as a TL object, and the numbers by which it is asked for again.

use grammers_tl_types::{enums, types};
use sha2::{Digest, Sha256};

use super::attributes::attributes;
use crate::api::error::RpcError;
use crate::api::objects::View;
use crate::state::UserId;
use crate::state::files::{File, FileId, FileKind};

/// The data centre that files are said to lie in: the one where clients begin.
const FILE_DC: i32 = 2;
/// The one size in which a photo is there: as it was sent.
const PHOTO_SIZE: &str = "x";

impl View<'_> {
    /// What a message that carries the file shows of it. `None` if there is no
    /// such file.
    pub(crate) fn media(&self, file: FileId) -> Option<enums::MessageMedia> {
        let file = self.state.file(file)?;
        if let Some(photo) = self.photo(file) {
            return Some(enums::MessageMedia::Photo(types::MessageMediaPhoto {
                spoiler: false,
                live_photo: false,
                photo: Some(photo),
                ttl_seconds: None,
                video: None,
            }));
        }
        let round = matches!(file.kind, FileKind::Video { round: true, .. });
        Some(enums::MessageMedia::Document(types::MessageMediaDocument {
            nopremium: false,
            spoiler: false,
            video: matches!(file.kind, FileKind::Video { .. }),
            round,
            voice: matches!(file.kind, FileKind::Voice { .. }),
            document: Some(self.document(file)),
            alt_documents: None,
            video_cover: None,
            video_timestamp: None,
            ttl_seconds: None,
        }))
    }

    fn photo(&self, file: &File) -> Option<enums::Photo> {
        let FileKind::Photo { width, height } = file.kind else {
            return None;
        };
        let size = types::PhotoSize {
            r#type: PHOTO_SIZE.to_owned(),
            w: width,
            h: height,
            size: i32::try_from(file.size).unwrap_or(i32::MAX),
        };
        Some(enums::Photo::Photo(types::Photo {
            has_stickers: false,
            id: file.id,
            access_hash: access_hash(self.viewer, file.id),
            file_reference: file_reference(self.viewer, file.id),
            date: file.date,
            sizes: vec![size.into()],
            video_sizes: None,
            dc_id: FILE_DC,
        }))
    }

    fn document(&self, file: &File) -> enums::Document {
        enums::Document::Document(types::Document {
            id: file.id,
            access_hash: access_hash(self.viewer, file.id),
            file_reference: file_reference(self.viewer, file.id),
            date: file.date,
            mime_type: file.mime_type.clone(),
            size: i64::try_from(file.size).unwrap_or(i64::MAX),
            thumbs: None,
            video_thumbs: None,
            dc_id: FILE_DC,
            attributes: attributes(file),
        })
    }

    /// The file at a location.
    pub(crate) fn file_at(&self, location: &enums::InputFileLocation) -> Result<&File, RpcError> {
        use enums::InputFileLocation as Location;
        let (claim, size) = match location {
            Location::InputDocumentFileLocation(at) => {
                (Claim::new(false, at.id, at.access_hash, &at.file_reference), &at.thumb_size)
            }
            Location::InputPhotoFileLocation(at) => {
                (Claim::new(true, at.id, at.access_hash, &at.file_reference), &at.thumb_size)
            }
            _ => return Err(LOCATION_INVALID),
        };
        let whole = if claim.photo { PHOTO_SIZE } else { "" };
        let file = self.claimed(&claim, LOCATION_INVALID)?;
        if size == whole { Ok(file) } else { Err(LOCATION_INVALID) }
    }

    /// The file that a client says it was shown; `otherwise` if it was not.
    pub(super) fn claimed(
        &self,
        claim: &Claim<'_>,
        otherwise: RpcError,
    ) -> Result<&File, RpcError> {
        let file = self.state.file(claim.id).filter(|file| {
            matches!(file.kind, FileKind::Photo { .. }) == claim.photo
                && claim.access_hash == access_hash(self.viewer, claim.id)
        });
        let file = file.ok_or(otherwise)?;
        match claim.file_reference {
            [] => Err(RpcError::bad_request("FILE_REFERENCE_EMPTY")),
            given if given == file_reference(self.viewer, file.id) => Ok(file),
            _ => Err(RpcError::bad_request("FILE_REFERENCE_EXPIRED")),
        }
    }
}

const LOCATION_INVALID: RpcError = RpcError::bad_request("LOCATION_INVALID");

/// By what a client proves that it was shown a file.
pub(super) struct Claim<'a> {
    photo: bool,
    id: FileId,
    access_hash: i64,
    file_reference: &'a [u8],
}

impl<'a> Claim<'a> {
    pub(super) fn new(
        photo: bool,
        id: FileId,
        access_hash: i64,
        file_reference: &'a [u8],
    ) -> Claim<'a> {
        Claim { photo, id, access_hash, file_reference }
    }
}

/// The same for ever, and another for every viewer, as a person's.
fn access_hash(viewer: UserId, id: FileId) -> i64 {
    let hash = proof(b"file access hash", viewer, id);
    i64::from_le_bytes(*hash.first_chunk().expect("SHA-256 has 32 bytes"))
}

fn file_reference(viewer: UserId, id: FileId) -> Vec<u8> {
    proof(b"file reference", viewer, id)[..25].to_vec()
}

fn proof(of: &[u8], viewer: UserId, id: FileId) -> [u8; 32] {
    let hash = Sha256::new().chain_update(of);
    hash.chain_update(viewer.to_le_bytes()).chain_update(id.to_le_bytes()).finalize().into()
}
