//! Files: those of messages are read part by part, from the data centre that keeps them, and those that
//! are sent are uploaded part by part.

use domain::{MessageFile, PeerId};
use grammers_mtsender::{InvocationError, RpcError};
use grammers_tl_types as tl;

use crate::connection::Caller;
use crate::ids::peer_id;

/// How much is asked for, or given, at once. Little enough that the account's other requests, which go
/// over the same connection, do not wait long for it.
const PART: usize = 128 * 1024;

/// Where the file of a message is kept.
pub(crate) struct Located {
    location: tl::enums::InputFileLocation,
    dc_id: i32,
    size: usize,
    mime: String,
}

impl Located {
    /// The document of a message of a chat; `None` if it has none, or it is gone, or the message stands in
    /// another chat: outside channels Telegram finds messages by their number alone.
    pub(crate) fn of(message: &tl::enums::Message, chat: PeerId) -> Option<Self> {
        let tl::enums::Message::Message(message) = message else { return None };
        if peer_id(&message.peer_id) != chat {
            return None;
        }
        let Some(tl::enums::MessageMedia::Document(media)) = &message.media else { return None };
        let Some(tl::enums::Document::Document(document)) = &media.document else { return None };
        let location = tl::types::InputDocumentFileLocation {
            id: document.id,
            access_hash: document.access_hash,
            file_reference: document.file_reference.clone(),
            thumb_size: String::new(),
        };
        Some(Self {
            location: location.into(),
            dc_id: document.dc_id,
            size: usize::try_from(document.size).ok()?,
            mime: document.mime_type.clone(),
        })
    }

    /// Its length in bytes, as Telegram says.
    pub(crate) fn size(&self) -> usize {
        self.size
    }

    /// Reads all of it. What turns out longer than Telegram has said is cut there.
    pub(crate) async fn read(self, caller: &Caller) -> Result<MessageFile, InvocationError> {
        let Self { location, mut dc_id, size, mime } = self;
        let mut bytes = Vec::with_capacity(size);
        let mut moved = false;
        while bytes.len() < size {
            let request = tl::functions::upload::GetFile {
                precise: false,
                cdn_supported: false,
                location: location.clone(),
                offset: i64::try_from(bytes.len()).unwrap_or(i64::MAX),
                limit: i32::try_from(PART).unwrap_or(i32::MAX),
            };
            let part = match caller.call_away(dc_id, &request).await {
                // A file may have been moved since the message was written.
                Err(InvocationError::Rpc(RpcError { name, value: Some(there), .. }))
                    if name == "FILE_MIGRATE" && !moved =>
                {
                    moved = true;
                    dc_id = i32::try_from(there).unwrap_or(dc_id);
                    continue;
                }
                answer => answer?,
            };
            // Nothing is said of a network of others to fetch it from, for none is asked for.
            let tl::enums::upload::File::File(part) = part else { break };
            let is_last = part.bytes.len() < PART;
            bytes.extend(part.bytes);
            if is_last {
                break;
            }
        }
        bytes.truncate(size);
        Ok(MessageFile { bytes, mime })
    }
}

/// Uploads a file of at most ten megabytes, under a number of its own.
pub(crate) async fn upload(
    caller: &Caller,
    number: i64,
    name: &str,
    bytes: &[u8],
) -> Result<tl::enums::InputFile, InvocationError> {
    let mut parts = 0;
    for part in bytes.chunks(PART) {
        let request = tl::functions::upload::SaveFilePart {
            file_id: number,
            file_part: parts,
            bytes: part.to_vec(),
        };
        caller.call(&request).await?;
        parts += 1;
    }
    let file = tl::types::InputFile {
        id: number,
        parts,
        name: name.to_owned(),
        // The connection says already whether something was changed on the way.
        md5_checksum: String::new(),
    };
    Ok(file.into())
}
