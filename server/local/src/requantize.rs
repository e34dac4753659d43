//! Converts the published weights to the quantization `Q8_0`.
//!
//! They are published in `Q4_1`, for which candle has no vectorised kernel: the model is several times slower in it than in
//! `Q8_0`. The conversion adds no precision, and loses none that matters.

use std::fs::File;
use std::io::{BufReader, BufWriter};
use std::path::Path;

use candle_core::quantized::gguf_file::{self, Content};
use candle_core::quantized::{GgmlDType, QTensor};
use candle_core::{Device, Result};

/// Writes the model at `from` into the new file `to`. Tensors in slow types become `Q8_0`; everything else is copied. When
/// the function returns, the file is written to the disk.
pub(crate) fn requantize(from: &Path, to: &Path) -> Result<()> {
    let mut reader = BufReader::new(File::open(from)?);
    let content = Content::read(&mut reader)?;
    let mut tensors = Vec::with_capacity(content.tensor_infos.len());
    for name in content.tensor_infos.keys() {
        let tensor = content.tensor(&mut reader, name, &Device::Cpu)?;
        tensors.push((name.as_str(), to_fast_type(tensor)?));
    }
    // Sorted, so that the same model always gives the same file. The writer always uses the default alignment, so a key with
    // another alignment would be wrong.
    tensors.sort_by_key(|(name, _)| *name);
    let tensors: Vec<_> = tensors.iter().map(|(name, tensor)| (*name, tensor)).collect();
    let mut metadata: Vec<_> = content.metadata.iter().map(|(key, value)| (key.as_str(), value)).collect();
    metadata.retain(|(key, _)| *key != "general.alignment");
    metadata.sort_by_key(|(key, _)| *key);

    let mut writer = BufWriter::new(File::create_new(to)?);
    gguf_file::write(&mut writer, &metadata, &tensors)?;
    let file = writer.into_inner().map_err(std::io::IntoInnerError::into_error)?;
    file.sync_all()?;
    Ok(())
}

/// The tensor in a type that is fast on a CPU. Types without blocks, which the norms have, are not changed.
fn to_fast_type(tensor: QTensor) -> Result<QTensor> {
    match tensor.dtype() {
        GgmlDType::Q8_0 | GgmlDType::Q4_0 => Ok(tensor),
        dtype if dtype.block_size() == 1 => Ok(tensor),
        _ => QTensor::quantize(&tensor.dequantize(&Device::Cpu)?, GgmlDType::Q8_0),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::synthetic;

    fn open(path: &Path) -> (Content, BufReader<File>) {
        let mut reader = BufReader::new(File::open(path).unwrap());
        (Content::read(&mut reader).unwrap(), reader)
    }

    fn values(tensor: &QTensor) -> Vec<f32> {
        tensor.dequantize(&Device::Cpu).unwrap().flatten_all().unwrap().to_vec1().unwrap()
    }

    #[test]
    fn requantizing_keeps_the_metadata_the_norms_and_nearly_the_values() {
        let folder = tempfile::tempdir().unwrap();
        let (from, to) = (folder.path().join("q4_1.gguf"), folder.path().join("q8_0.gguf"));
        synthetic::write(&from);
        requantize(&from, &to).unwrap();

        let ((old, mut old_file), (new, mut new_file)) = (open(&from), open(&to));
        let metadata = |content: &Content| {
            let mut lines: Vec<_> = content.metadata.iter().map(|(key, value)| format!("{key} {value:?}")).collect();
            lines.sort();
            lines
        };
        assert_eq!(metadata(&old), metadata(&new));
        assert_eq!(old.tensor_infos.len(), new.tensor_infos.len());
        for name in old.tensor_infos.keys() {
            let before = old.tensor(&mut old_file, name, &Device::Cpu).unwrap();
            let after = new.tensor(&mut new_file, name, &Device::Cpu).unwrap();
            assert_eq!(before.shape(), after.shape(), "{name}");
            let expected = if before.dtype() == GgmlDType::F32 { GgmlDType::F32 } else { GgmlDType::Q8_0 };
            assert_eq!(after.dtype(), expected, "{name}");
            let near = values(&before).iter().zip(values(&after)).all(|(a, b)| (a - b).abs() < 0.005);
            assert!(near, "{name}");
        }
    }

    #[test]
    fn the_same_model_gives_the_same_file() {
        let folder = tempfile::tempdir().unwrap();
        let from = folder.path().join("q4_1.gguf");
        synthetic::write(&from);
        let [one, two] = ["one", "two"].map(|name| {
            let to = folder.path().join(name);
            requantize(&from, &to).unwrap();
            std::fs::read(to).unwrap()
        });
        assert!(one == two);
    }
}
