//! `upload.getFile` and `upload.getFileHashes`.

use grammers_tl_types::{enums, functions::upload, types};
use sha2::{Digest, Sha256};

use crate::api::error::RpcError;
use crate::api::objects::View;
use crate::api::{Call, Method};
use crate::blobs::content::{Content, HEAD};
use crate::state::files::File;

const KIB: i64 = 1024;
/// No request reaches over the edges of these.
const CHUNK: i64 = 1024 * KIB;
/// How many bytes one hash is of, and how many hashes are told at once.
const HASHED: i64 = 128 * KIB;
const HASHES: i64 = 8;

impl Call<'_> {
    /// The file at a location, of which nothing but the whole can be had: there
    /// are no thumbnails.
    fn located(&self, location: &enums::InputFileLocation) -> Result<File, RpcError> {
        let viewer = self.user()?;
        let state = self.server.read();
        let view = View { server: self.server, state: &state, viewer };
        view.file_at(location).cloned()
    }

    fn bytes(&self, file: &File, offset: i64, limit: i64) -> Result<Vec<u8>, RpcError> {
        let (offset, limit) = (offset.unsigned_abs(), limit.unsigned_abs() as usize);
        let bytes = self.server.blobs.read(file.id, offset, limit);
        bytes.map_err(|error| RpcError::storage(&error))
    }
}

impl Method for upload::GetFile {
    fn answer(self, call: &Call<'_>) -> Result<enums::upload::File, RpcError> {
        let file = call.located(&self.location)?;
        let (offset, limit) = (self.offset, i64::from(self.limit));
        check(offset, limit, self.precise)?;
        let content = Content::of(&call.bytes(&file, 0, HEAD as i64)?);
        Ok(enums::upload::File::File(types::upload::File {
            r#type: file_type(content),
            mtime: file.date,
            bytes: call.bytes(&file, offset, limit)?,
        }))
    }
}

impl Method for upload::GetFileHashes {
    fn answer(self, call: &Call<'_>) -> Result<Vec<enums::FileHash>, RpcError> {
        let file = call.located(&self.location)?;
        if self.offset < 0 {
            return Err(RpcError::bad_request("OFFSET_INVALID"));
        }
        let first = self.offset - self.offset % HASHED;
        let mut hashes = Vec::new();
        for number in 0..HASHES {
            let offset = first.saturating_add(number * HASHED);
            let bytes = call.bytes(&file, offset, HASHED)?;
            if bytes.is_empty() {
                break;
            }
            let (limit, hash) = (bytes.len() as i32, Sha256::digest(&bytes).to_vec());
            hashes.push(types::FileHash { offset, limit, hash }.into());
        }
        Ok(hashes)
    }
}

/// The rules of <https://core.telegram.org/api/files#downloading-files>.
fn check(offset: i64, limit: i64, precise: bool) -> Result<(), RpcError> {
    let step = if precise { KIB } else { 4 * KIB };
    if offset < 0 || offset % step != 0 {
        return Err(RpcError::bad_request("OFFSET_INVALID"));
    }
    let is_a_limit = (1..=CHUNK).contains(&limit)
        && limit % step == 0
        && (precise || CHUNK % limit == 0)
        && offset % CHUNK + limit <= CHUNK;
    if is_a_limit { Ok(()) } else { Err(RpcError::bad_request("LIMIT_INVALID")) }
}

fn file_type(content: Content) -> enums::storage::FileType {
    use enums::storage::FileType;
    match content {
        Content::Jpeg => FileType::FileJpeg,
        Content::Gif => FileType::FileGif,
        Content::Png => FileType::FilePng,
        Content::Webp => FileType::FileWebp,
        Content::Pdf => FileType::FilePdf,
        Content::Mp3 => FileType::FileMp3,
        Content::Mov => FileType::FileMov,
        Content::Mp4 => FileType::FileMp4,
        Content::Other => FileType::FileUnknown,
    }
}
