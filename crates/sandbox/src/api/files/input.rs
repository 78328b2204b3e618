//! The file that an `InputMedia` means: one that was uploaded for it, or one
//! that is there already.

use std::path::Path;

use grammers_tl_types::{enums, types};

use super::attributes::Claims;
use super::objects::Claim;
use crate::api::Call;
use crate::api::error::RpcError;
use crate::api::objects::View;
use crate::blobs::Draft;
use crate::blobs::uploads::UploadKey;
use crate::files::{About, picture, usual_type};
use crate::state::UserId;
use crate::state::files::FileId;

const MEDIA_EMPTY: RpcError = RpcError::bad_request("MEDIA_EMPTY");
const MEDIA_INVALID: RpcError = RpcError::bad_request("MEDIA_INVALID");
/// The names of files that Telegram takes for photos.
const PHOTO_EXTENSIONS: [&str; 6] = ["jpg", "jpeg", "png", "gif", "bmp", "webp"];

/// The parts of a file, as the client says they are.
struct Uploaded<'a> {
    key: UploadKey,
    parts: i32,
    name: &'a str,
    checksum: Option<&'a str>,
}

impl<'a> Uploaded<'a> {
    fn by(owner: UserId, file: &'a enums::InputFile) -> Result<Uploaded<'a>, RpcError> {
        match file {
            enums::InputFile::File(types::InputFile { id, parts, name, md5_checksum }) => {
                let key = UploadKey { owner, id: *id, big: false };
                // Clients that do not care leave it empty.
                let checksum = Some(md5_checksum.as_str()).filter(|text| !text.is_empty());
                Ok(Uploaded { key, parts: *parts, name, checksum })
            }
            enums::InputFile::Big(types::InputFileBig { id, parts, name }) => {
                let key = UploadKey { owner, id: *id, big: true };
                Ok(Uploaded { key, parts: *parts, name, checksum: None })
            }
            enums::InputFile::StoryDocument(_) => Err(MEDIA_INVALID),
        }
    }
}

fn seconds_to_live(media: &enums::InputMedia) -> Option<i32> {
    match media {
        enums::InputMedia::UploadedPhoto(media) => media.ttl_seconds,
        enums::InputMedia::UploadedDocument(media) => media.ttl_seconds,
        enums::InputMedia::Photo(media) => media.ttl_seconds,
        enums::InputMedia::Document(media) => media.ttl_seconds,
        _ => None,
    }
}

impl Call<'_> {
    /// The file that a message with `media` carries. What was uploaded for it
    /// becomes a file by this, and another one each time: whether the message
    /// was sent already is to be asked first.
    pub(crate) fn file_of(&self, media: &enums::InputMedia) -> Result<FileId, RpcError> {
        use enums::InputMedia as Media;
        // Nothing vanishes here once it is seen.
        if seconds_to_live(media).is_some() {
            return Err(RpcError::bad_request("MEDIA_TTL_INVALID"));
        }
        match media {
            Media::UploadedPhoto(photo) => self.uploaded_photo(photo),
            Media::UploadedDocument(document) => self.uploaded_document(document),
            Media::Photo(photo) => match &photo.id {
                enums::InputPhoto::Photo(photo) => {
                    let reference = &photo.file_reference;
                    self.shown(&Claim::new(true, photo.id, photo.access_hash, reference))
                }
                enums::InputPhoto::Empty => Err(MEDIA_EMPTY),
            },
            Media::Document(document) => match &document.id {
                enums::InputDocument::Document(document) => {
                    let reference = &document.file_reference;
                    self.shown(&Claim::new(false, document.id, document.access_hash, reference))
                }
                enums::InputDocument::Empty => Err(MEDIA_EMPTY),
            },
            Media::Empty => Err(MEDIA_EMPTY),
            _ => Err(MEDIA_INVALID),
        }
    }

    /// A file that the client was shown before.
    fn shown(&self, claim: &Claim<'_>) -> Result<FileId, RpcError> {
        let viewer = self.user()?;
        let state = self.server.read();
        let view = View { server: self.server, state: &state, viewer };
        view.claimed(claim, MEDIA_EMPTY).map(|file| file.id)
    }

    fn uploaded_photo(&self, photo: &types::InputMediaUploadedPhoto) -> Result<FileId, RpcError> {
        let uploaded = Uploaded::by(self.user()?, &photo.file)?;
        let extension = Path::new(uploaded.name).extension().and_then(|text| text.to_str());
        let is_known =
            |text: &str| PHOTO_EXTENSIONS.iter().any(|known| known.eq_ignore_ascii_case(text));
        if !extension.is_some_and(is_known) {
            return Err(RpcError::bad_request("PHOTO_EXT_INVALID"));
        }
        let draft = self.assembled(&uploaded)?;
        Ok(self.server.store(About::photo(&draft)?, draft)?)
    }

    fn uploaded_document(
        &self,
        document: &types::InputMediaUploadedDocument,
    ) -> Result<FileId, RpcError> {
        let uploaded = Uploaded::by(self.user()?, &document.file)?;
        let draft = self.assembled(&uploaded)?;
        let mut claims = Claims::of(&document.attributes);
        if claims.is_sticker() && claims.dimensions.is_none() {
            claims.dimensions = Some(picture(&draft)?);
        }
        let name = claims.file_name.take().unwrap_or_else(|| uploaded.name.to_owned());
        let kind = if document.force_file {
            claims.as_file()
        } else {
            claims.kind(document.nosound_video)
        };
        let mime_type = match document.mime_type.trim() {
            "" => usual_type(&kind, &draft).map_err(|error| RpcError::storage(&error))?,
            mime_type => mime_type.to_owned(),
        };
        let file_name = Some(name).filter(|name| !name.is_empty());
        let about = About { mime_type, file_name, kind };
        Ok(self.server.store(about, draft)?)
    }

    fn assembled(&self, uploaded: &Uploaded<'_>) -> Result<Draft, RpcError> {
        let Uploaded { key, parts, checksum, .. } = *uploaded;
        let mut draft = self.server.draft().map_err(|error| RpcError::storage(&error))?;
        self.server.blobs.uploads.assemble(key, parts, checksum, &mut draft)?;
        Ok(draft)
    }
}
