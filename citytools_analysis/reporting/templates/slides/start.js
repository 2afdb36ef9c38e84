Reveal.initialize({ hash: true, width: 1280, height: 720, margin: 0.04, center: false, transition: "none", slideNumber: "c/t", pdfSeparateFragments: false, help: true });
