//! `upload.saveFilePart` and `upload.saveBigFilePart`.

use grammers_tl_types::functions::upload;

use crate::api::error::RpcError;
use crate::api::{Call, Method};
use crate::blobs::uploads::UploadKey;

/// How a client says that it does not know yet how many parts there will be.
const UNKNOWN_TOTAL: i32 = -1;

impl Method for upload::SaveFilePart {
    fn answer(self, call: &Call<'_>) -> Result<bool, RpcError> {
        let key = UploadKey { owner: call.user()?, id: self.file_id, big: false };
        let uploads = &call.server.blobs.uploads;
        uploads.save(key, self.file_part, None, &self.bytes, call.now())?;
        Ok(true)
    }
}

impl Method for upload::SaveBigFilePart {
    fn answer(self, call: &Call<'_>) -> Result<bool, RpcError> {
        let key = UploadKey { owner: call.user()?, id: self.file_id, big: true };
        let total = Some(self.file_total_parts).filter(|total| *total != UNKNOWN_TOTAL);
        let uploads = &call.server.blobs.uploads;
        uploads.save(key, self.file_part, total, &self.bytes, call.now())?;
        Ok(true)
    }
}
