// Charts: each element with data-chart is drawn from the JSON beside it; a point opens what it counts.
"use strict";

(() => {
  const ROW = 26;
  const MOST_LABELS = 20;
  const DASHES = ["solid", "dashed", "dotted"];
  const SYMBOLS = ["circle", "rect", "triangle", "diamond"];
  const drawn = new Map();

  const style = (name) => getComputedStyle(document.documentElement).getPropertyValue(name).trim();
  const tone = (name, at) => style(`--chart-${name}`) || style(["--chart-one", "--chart-other", "--chart-on-time"][at % 3]);
  const percent = (value) => `${Math.round(value * 100)}%`;
  const items = (series) => series.points.map(([value, says, url]) => ({ value: value ?? "-", says, url }));
  const saying = ({ name, seriesName, data }) => `${name}\n${seriesName}:${data.says}`;

  const base = (data) => ({
    animation: false,
    textStyle: { fontFamily: style("--sans"), color: style("--ink") },
    legend: data.series.length > 1 ? { top: 0, left: 0, itemGap: 16, data: data.series.map(({ name }) => name) } : undefined,
    tooltip: { renderMode: "richText", trigger: "item", confine: true, formatter: saying },
    grid: { left: 4, right: 24, top: data.series.length > 1 ? 44 : 12, bottom: 4, containLabel: true },
  });

  const names = (data) => ({
    type: "category",
    data: data.names,
    axisTick: { show: false },
    axisLine: { lineStyle: { color: style("--line") } },
    axisLabel: { color: style("--ink") },
  });
  // Rates that lie close together are told apart: lines may begin at a higher tenth, bars never do.
  const least = (data) => {
    const shown = data.series.flatMap(({ points }) => points.map(([value]) => value)).filter((value) => value !== null);
    return Math.max(0, Math.floor(Math.min(...shown) * 10 - 0.5) / 10);
  };
  const values = (data) => ({
    type: "value",
    ...(data.share && data.shape === "line" ? { min: least(data), interval: (1 - least(data)) / 4 } : { min: 0 }),
    max: data.share ? 1 : undefined,
    minInterval: data.share ? undefined : 1,
    axisLabel: { color: style("--quiet"), formatter: data.share ? percent : undefined },
    splitLine: { lineStyle: { color: style("--line") } },
  });

  const bars = (data, lying) => {
    const along = names(data);
    if (lying) Object.assign(along, { inverse: true, axisLabel: { ...along.axisLabel, width: 150, overflow: "truncate" } });
    else along.axisLabel = { ...along.axisLabel, hideOverlap: true, width: 96, overflow: "break" };
    const labelled = !data.stacked && data.names.length * data.series.length <= MOST_LABELS;
    const framed = base(data);
    if (lying && labelled) framed.grid.right = 132;
    return {
      ...framed,
      // Series differ by pattern as well as by colour.
      aria: { enabled: true, label: { enabled: false }, decal: { show: data.series.length > 1 } },
      [lying ? "yAxis" : "xAxis"]: along,
      [lying ? "xAxis" : "yAxis"]: values(data),
      series: data.series.map((each, at) => ({
        type: "bar",
        name: each.name,
        data: items(each),
        stack: data.stacked ? "one" : undefined,
        barMaxWidth: 24,
        itemStyle: { color: tone(each.tone, at) },
        label: {
          show: labelled,
          position: lying ? "right" : "top",
          color: style("--ink"),
          formatter: ({ data: point }) => point.says,
        },
      })),
    };
  };

  const lines = (data) => ({
    ...base(data),
    xAxis: { ...names(data), boundaryGap: true, axisLabel: { color: style("--ink"), hideOverlap: true } },
    yAxis: values(data),
    series: data.series.map((each, at) => ({
      type: "line",
      name: each.name,
      data: items(each),
      symbol: SYMBOLS[at % SYMBOLS.length],
      symbolSize: 9,
      lineStyle: { type: DASHES[at % DASHES.length], width: 2 },
      itemStyle: { color: tone(each.tone, at) },
      label: {
        show: data.names.length <= 12 && data.series.length <= 2,
        position: at ? "bottom" : "top",
        color: tone(each.tone, at),
        formatter: ({ value }) => (data.share ? `${(value * 100).toFixed(1)}%` : String(value)),
      },
      labelLayout: { hideOverlap: true },
    })),
  });

  // Levels widen downwards; of each the filled part is its share.
  const pyramid = (data) => {
    const [share] = data.series;
    const width = (at) => (at + 1.5) / (data.names.length + 0.5);
    const part = (name, color, of, label) => ({
      type: "bar",
      stack: "level",
      name,
      silent: !label,
      barCategoryGap: "12%",
      itemStyle: { color, borderColor: label === undefined ? "transparent" : style("--chart-actual") },
      data: share.points.map(([value, says, url], at) => ({ value: of(width(at), value ?? 0), says, url })),
      label: label ? { show: true, position: "inside", formatter: label } : undefined,
    });
    return {
      ...base({ ...data, series: [share] }),
      grid: { left: 4, right: 12, top: 4, bottom: 4, containLabel: true },
      tooltip: { renderMode: "richText", confine: true, formatter: ({ name, data: point }) => `${name}\n${share.name}:${point.says}` },
      yAxis: { ...names(data), inverse: true, axisLine: { show: false } },
      xAxis: { type: "value", min: 0, max: 1, show: false },
      series: [
        part("", "transparent", (wide) => (1 - wide) / 2),
        part(share.name, tone("actual", 0), (wide, value) => wide * value, () => ""),
        part("", tone("rest", 1), (wide, value) => wide * (1 - value), () => ""),
        // The words stand in the middle of the level, over both parts.
        {
          type: "bar", barGap: "-100%", barCategoryGap: "12%", silent: true, itemStyle: { color: "transparent" },
          data: share.points.map(([, says]) => ({ value: 1, says })),
          label: {
            show: true, position: "inside", formatter: ({ data: point }) => point.says,
            color: style("--ink"), backgroundColor: "#fff", padding: [2, 6], borderRadius: 3,
          },
        },
      ],
    };
  };

  const funnel = (data) => ({
    ...base({ ...data, series: [data.series[0]] }),
    tooltip: { renderMode: "richText", confine: true, formatter: ({ name, data: point }) => `${name}:${point.says}` },
    series: [{
      type: "funnel",
      sort: "none",
      left: "8%",
      right: "8%",
      top: 8,
      bottom: 8,
      minSize: "12%",
      gap: 3,
      color: [tone(data.series[0].tone || "actual", 0)],
      label: {
        position: "inside", color: style("--ink"), backgroundColor: "#fff", padding: [2, 6], borderRadius: 3,
        formatter: ({ name, data: point }) => `${name} ${point.says}`,
      },
      data: data.names.map((name, at) => {
        const [value, says, url] = data.series[0].points[at];
        return { name, value: value ?? 0, says, url, itemStyle: { opacity: 1 - at * 0.12 } };
      }),
    }],
  });

  const SHAPES = { bar: (data) => bars(data, false), lying: (data) => bars(data, true), line: lines, pyramid, funnel };

  function height(data) {
    if (data.shape === "lying") return data.names.length * (data.stacked ? ROW : Math.max(ROW, data.series.length * 18)) + 56;
    return data.shape === "pyramid" ? data.names.length * 56 + 16 : 300;
  }

  function draw(element) {
    const data = JSON.parse(document.getElementById(element.dataset.chart).textContent);
    element.classList.toggle("is-lying", data.shape === "lying");
    element.style.height = `${height(data)}px`;
    const chart = echarts.init(element, null, { renderer: "svg", locale: "ZH" });
    // What is drawn can be scaled: on paper it takes the width of the page.
    chart.on("rendered", () => {
      element.querySelector("svg")?.setAttribute("viewBox", `0 0 ${chart.getWidth()} ${chart.getHeight()}`);
    });
    chart.on("click", ({ data: point, event }) => {
      if (!point?.url) return;
      const { ctrlKey, metaKey } = event.event;
      if (ctrlKey || metaKey) window.open(point.url, "_blank", "noopener");
      else location.assign(point.url);
    });
    chart.setOption(SHAPES[data.shape](data));
    const watch = new ResizeObserver(() => { if (element.clientWidth) chart.resize(); });
    watch.observe(element);
    drawn.set(element, { chart, watch });
  }

  function start() {
    for (const [element, { chart, watch }] of drawn) {
      if (element.isConnected) continue;
      watch.disconnect();
      chart.dispose();
      drawn.delete(element);
    }
    for (const element of document.querySelectorAll("[data-chart]")) if (!drawn.has(element)) draw(element);
  }

  // On paper the figures stand below the drawing.
  let folded = [];
  window.addEventListener("beforeprint", () => {
    folded = [...document.querySelectorAll(".chart-table:not([open])")];
    for (const table of folded) table.open = true;
  });
  window.addEventListener("afterprint", () => {
    for (const table of folded) table.open = false;
  });
  document.addEventListener("htmx:afterSwap", start);
  document.addEventListener("live:renewed", start);
  start();
})();
