//! Raster: how is a drawing made into dots?

use crate::SIZE;
use crate::drawing::{At, Drawing, Shape, Stroke};
use ab_glyph_rasterizer::{Point, Rasterizer, point};
use png::{BitDepth, ColorType, Encoder, EncodingError, PixelDimensions, Unit};

/// Dots in a metre, of 300 in an inch.
const DOTS_IN_A_METRE: u32 = 11_811;

pub(crate) fn write(drawing: &Drawing) -> Result<Vec<u8>, EncodingError> {
    let (width, height) = SIZE;
    let mut dots = vec![255; width as usize * height as usize * 3];
    drawing.0.iter().for_each(|it| fill(&mut dots, it));
    let mut written = Vec::new();
    let mut encoder = Encoder::new(&mut written, width, height);
    encoder.set_color(ColorType::Rgb);
    encoder.set_depth(BitDepth::Eight);
    encoder.set_compression(png::Compression::Fast);
    let (xppu, yppu) = (DOTS_IN_A_METRE, DOTS_IN_A_METRE);
    encoder.set_pixel_dims(Some(PixelDimensions { xppu, yppu, unit: Unit::Meter }));
    let mut writer = encoder.write_header()?;
    writer.write_image_data(&dots)?;
    writer.finish()?;
    Ok(written)
}

/// The whole dots around a shape, within the card.
struct Around {
    left: usize,
    top: usize,
    width: usize,
    height: usize,
}

impl Around {
    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        clippy::cast_precision_loss,
        reason = "kept within a card, which is small"
    )]
    fn of(shape: &Shape) -> Option<Self> {
        let all = shape.outline.iter().flat_map(|it| match it {
            Stroke::From(a) | Stroke::Line(a) => vec![*a],
            Stroke::Quad(a, b) => vec![*a, *b],
            Stroke::Cubic(a, b, c) => vec![*a, *b, *c],
        });
        let within = |it: f32, end: u32| it.clamp(0.0, end as f32);
        let (mut low, mut high) = (None::<At>, None::<At>);
        for it in all {
            let (x, y) = (within(it.x, SIZE.0), within(it.y, SIZE.1));
            let (least, most) = (low.unwrap_or(At { x, y }), high.unwrap_or(At { x, y }));
            low = Some(At { x: least.x.min(x), y: least.y.min(y) });
            high = Some(At { x: most.x.max(x), y: most.y.max(y) });
        }
        let (low, high) = (low?, high?);
        let (left, top) = (low.x.floor() as usize, low.y.floor() as usize);
        let (right, bottom) = (high.x.ceil() as usize, high.y.ceil() as usize);
        Some(Self { left, top, width: right - left, height: bottom - top })
    }
}

#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    clippy::cast_precision_loss,
    reason = "a mean of two colors is a color, and a card is small"
)]
fn fill(dots: &mut [u8], shape: &Shape) {
    let Some(around) = Around::of(shape) else { return };
    let place = |it: At| point(it.x - around.left as f32, it.y - around.top as f32);
    let mut rasterizer = Rasterizer::new(around.width, around.height);
    let mut end: Point = point(0.0, 0.0);
    for stroke in &shape.outline {
        end = match stroke {
            Stroke::From(a) => place(*a),
            Stroke::Line(a) => {
                rasterizer.draw_line(end, place(*a));
                place(*a)
            }
            Stroke::Quad(a, b) => {
                rasterizer.draw_quad(end, place(*a), place(*b));
                place(*b)
            }
            Stroke::Cubic(a, b, c) => {
                rasterizer.draw_cubic(end, place(*a), place(*b), place(*c));
                place(*c)
            }
        };
    }
    rasterizer.for_each_pixel_2d(|x, y, covered| {
        let covered = covered.clamp(0.0, 1.0);
        if covered <= 0.0 {
            return;
        }
        let row = around.top + y as usize;
        let first = (row * SIZE.0 as usize + around.left + x as usize) * 3;
        for (dot, color) in dots[first..first + 3].iter_mut().zip(shape.color) {
            let mean = f32::from(*dot) * (1.0 - covered) + f32::from(color) * covered;
            *dot = mean.round() as u8;
        }
    });
}
