"""The interface for other programs: who asks, what may go wrong, pages, versions, answers given once; no business."""
