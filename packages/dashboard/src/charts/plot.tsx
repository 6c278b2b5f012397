import { useEffect, useRef } from "preact/hooks";
import type { JSX } from "preact";
import uPlot from "uplot";

interface PlotProps {
  /** A new object draws a new chart: memoise it. */
  options: Omit<uPlot.Options, "width" | "height">;
  data: uPlot.AlignedData;
  height: number;
  /** Receives the chart while it exists. */
  onPlot?: (plot: uPlot | undefined) => void;
}

/** Keeps one uPlot in step with its options, its data and the width of its place. */
export function Plot({ options, data, height, onPlot }: PlotProps): JSX.Element {
  const place = useRef<HTMLDivElement>(null);
  const plot = useRef<uPlot>();
  const latest = useRef({ data, onPlot });
  latest.current = { data, onPlot };

  useEffect(() => {
    const element = place.current;
    if (!element) return;
    const width = Math.max(element.clientWidth, 40);
    const created = new uPlot({ ...options, width, height }, latest.current.data, element);
    plot.current = created;
    latest.current.onPlot?.(created);
    const observer = new ResizeObserver(() => {
      if (element.clientWidth > 0) created.setSize({ width: element.clientWidth, height });
    });
    observer.observe(element);
    return () => {
      observer.disconnect();
      latest.current.onPlot?.(undefined);
      created.destroy();
      plot.current = undefined;
    };
  }, [options, height]);

  useEffect(() => {
    if (plot.current && plot.current.data !== data) plot.current.setData(data);
  }, [data]);

  return <div class="plot" ref={place} style={{ height: `${height}px` }} />;
}
