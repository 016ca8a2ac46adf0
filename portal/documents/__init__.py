"""The document engine: official papers by GB/T 9704-2012 and plain reports, from dataclasses to PDF/A-3.

It knows no model of the portal; services hand it plain values and store the bytes it returns.
"""
