import java.awt.image.BufferedImage;

/** Procedural pictures: the same seed gives the same pixels (StrictMath throughout). */
final class Pictures {
    private Pictures() {}

    /** A colour for each point; x and y from 0 to 1 (x beyond 1 on wide pictures). */
    interface Painter {
        double[] at(double x, double y);
    }

    /** @param grain amplitude of film grain in 1/255 */
    static BufferedImage paint(int width, int height, int grain, long seed, Painter painter) {
        var image = new BufferedImage(width, height, BufferedImage.TYPE_INT_RGB);
        for (int py = 0; py < height; py++) {
            for (int px = 0; px < width; px++) {
                double[] c = painter.at((px + 0.5) / height, (py + 0.5) / height);
                int rgb = 0;
                for (int i = 0; i < 3; i++) {
                    double noise = (hash(px * 3L + i, py, seed) - 0.5) * 2 * grain;
                    int v = (int) StrictMath.round(c[i] * 255 + noise);
                    rgb = rgb << 8 | Math.clamp(v, 0, 255);
                }
                image.setRGB(px, py, rgb);
            }
        }
        return image;
    }

    static Painter sunset(long seed) {
        return (x, y) -> {
            double[] sky = mix(new double[] {0.13, 0.16, 0.38}, new double[] {0.98, 0.55, 0.25}, smooth(y / 0.75));
            double dx = x - 0.95;
            double dy = y - 0.52;
            double sun = StrictMath.exp(-(dx * dx + dy * dy) * 60);
            sky = mix(sky, new double[] {1, 0.93, 0.7}, Math.min(1, sun * 1.4));
            for (int layer = 0; layer < 5; layer++) {
                double ridge = 0.52 + layer * 0.09 + (fractal(x * (3 + layer), layer * 7.3, seed + layer) - 0.5) * 0.22;
                if (y > ridge) {
                    double dark = 0.42 - layer * 0.08;
                    sky = mix(new double[] {dark * 0.9, dark * 0.7, dark * 1.1}, sky, 0.12);
                }
            }
            return sky;
        };
    }

    static Painter mandelbrot(double cx, double cy, double span, double hue) {
        return (x, y) -> escape(0, 0, cx + (x - 0.66) * span, cy + (y - 0.5) * span, hue);
    }

    static Painter julia(double cx, double cy, double hue) {
        return (x, y) -> escape((x - 0.66) * 2.6, (y - 0.5) * 2.6, cx, cy, hue);
    }

    static Painter clouds(long seed, double[] low, double[] high) {
        return (x, y) -> {
            double warp = fractal(x * 3, y * 3, seed + 9);
            return mix(low, high, smooth(fractal(x * 4 + warp * 2, y * 4 - warp, seed) * 1.6 - 0.3));
        };
    }

    static Painter mosaic(long seed, int cells) {
        return (x, y) -> {
            double best = 9;
            double second = 9;
            long id = 0;
            int gx = (int) (x * cells);
            int gy = (int) (y * cells);
            for (int cy = gy - 1; cy <= gy + 1; cy++) {
                for (int cx = gx - 1; cx <= gx + 1; cx++) {
                    double dx = (cx + hash(cx, cy, seed)) / cells - x;
                    double dy = (cy + hash(cx, cy, seed + 1)) / cells - y;
                    double d = StrictMath.sqrt(dx * dx + dy * dy) * cells;
                    if (d < best) {
                        second = best;
                        best = d;
                        id = cx * 7919L + cy;
                    } else if (d < second) {
                        second = d;
                    }
                }
            }
            double lead = second - best < 0.06 ? 0.15 : 1;
            double[] c = palette(hash(id, id >> 3, seed + 2), seed % 10 / 10.0);
            return new double[] {c[0] * lead, c[1] * lead, c[2] * lead};
        };
    }

    static Painter waves(double hue) {
        return (x, y) -> {
            double v = 0;
            for (int i = 0; i < 5; i++) {
                double dx = x - 0.3 * i;
                double dy = y - 0.5 + 0.3 * StrictMath.sin(i * 2.1);
                v += StrictMath.sin(StrictMath.sqrt(dx * dx + dy * dy) * 70);
            }
            return palette(0.5 + v / 10, hue);
        };
    }

    private static double[] escape(double zx, double zy, double cx, double cy, double hue) {
        int i = 0;
        double x = zx;
        double y = zy;
        while (x * x + y * y < 64 && i < 400) {
            double next = x * x - y * y + cx;
            y = 2 * x * y + cy;
            x = next;
            i++;
        }
        if (i == 400) {
            return new double[] {0.02, 0.02, 0.05};
        }
        double smooth = i + 1 - StrictMath.log(StrictMath.log(x * x + y * y) / 2) / StrictMath.log(2);
        return palette(StrictMath.sqrt(smooth / 90), hue);
    }

    private static double[] palette(double t, double hue) {
        double turn = 2 * StrictMath.PI;
        return new double[] {
            0.5 + 0.5 * StrictMath.cos(turn * (t + hue)),
            0.5 + 0.5 * StrictMath.cos(turn * (t * 1.1 + hue + 0.23)),
            0.5 + 0.5 * StrictMath.cos(turn * (t * 0.9 + hue + 0.47))
        };
    }

    private static double fractal(double x, double y, long seed) {
        double sum = 0;
        double weight = 0.5;
        double scale = 1;
        for (int octave = 0; octave < 7; octave++) {
            sum += weight * noise(x * scale, y * scale, seed + octave);
            weight /= 2;
            scale *= 2;
        }
        return sum;
    }

    private static double noise(double x, double y, long seed) {
        long ix = (long) StrictMath.floor(x);
        long iy = (long) StrictMath.floor(y);
        double fx = smooth(x - ix);
        double fy = smooth(y - iy);
        double top = hash(ix, iy, seed) * (1 - fx) + hash(ix + 1, iy, seed) * fx;
        double bottom = hash(ix, iy + 1, seed) * (1 - fx) + hash(ix + 1, iy + 1, seed) * fx;
        return top * (1 - fy) + bottom * fy;
    }

    /** SplitMix64's finaliser: from 0 to 1. */
    private static double hash(long x, long y, long seed) {
        long z = x * 0x9E3779B97F4A7C15L + y * 0xC2B2AE3D27D4EB4FL + seed * 0x165667B19E3779F9L;
        z = (z ^ z >>> 30) * 0xBF58476D1CE4E5B9L;
        z = (z ^ z >>> 27) * 0x94D049BB133111EBL;
        return ((z ^ z >>> 31) >>> 11) * 0x1.0p-53;
    }

    private static double smooth(double t) {
        double c = Math.clamp(t, 0.0, 1.0);
        return c * c * (3 - 2 * c);
    }

    private static double[] mix(double[] a, double[] b, double t) {
        return new double[] {a[0] + (b[0] - a[0]) * t, a[1] + (b[1] - a[1]) * t, a[2] + (b[2] - a[2]) * t};
    }
}
